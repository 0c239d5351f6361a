package dev.pidone.supervise.stop;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.recipients.CommandGroup;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.StopPlan.Kind;
import dev.pidone.supervise.stop.StopPlan.Step;

/**
 * Runs the stop plan: one step after the other, from the first signal that asks to end, from the time limit, or from
 * the end of standard input, until supervision is over. Steps begin when the plan says, counted from its beginning:
 * where pidone is late with one, the next is not.
 */
public final class Stopping {
    private static final int BEFORE_FIRST = -1;

    private final Clock clock;
    private final Events events;
    private final Log log;
    private final StopPolicy policy;
    private final SignalMapping mapping;
    private final Command command;
    private final Delivery delivery;
    private final StopObserver observer;
    private final Recipients commandOnly;
    private final Recipients commandGroup;
    private final Killer killer;
    private final StopProgram program;
    private final StopSignals arrived = new StopSignals();
    private final StopOutcome outcome = new StopOutcome();

    /** The plan that runs; empty before it has begun. */
    private StopPlan plan = StopPlan.NONE;
    private int current = BEFORE_FIRST;
    /** When the current step is over. */
    private long due;
    private boolean hasLimit;
    private long limit;
    private boolean limitIsOver;
    private boolean stopIsAskedFor;
    private boolean hasKilled;

    /**
     * @param mapping which signal is forwarded where another one arrives
     * @param observer is told what becomes of the plan
     */
    public Stopping(Kernel kernel, Log log, StopPolicy policy, SignalMapping mapping, Command command,
            Delivery delivery, StopObserver observer) {
        clock = kernel.clock();
        events = kernel.events();
        this.log = log;
        this.policy = policy;
        this.mapping = mapping;
        this.command = command;
        this.delivery = delivery;
        this.observer = observer;
        commandOnly = new CommandOnly(kernel.signals(), command);
        commandGroup = new CommandGroup(kernel.signals(), command);
        killer = new Killer(kernel, log, delivery.everyone());
        program = new StopProgram(kernel, log);
        if (policy.plan().next(Kind.RUN, 0) >= 0) {
            program.prepare();
        }
    }

    /** The command has been started: the time limit is counted from here. */
    public void commandStarted() {
        if (policy.timeLimit() != Clock.NEVER) {
            hasLimit = true;
            limit = clock.nanoTime() + policy.timeLimit();
        }
        if (policy.onInputEnd() && !events.watchInput()) {
            log.log(Level.INFO, Event.INPUT_NOT_WATCHED,
                    "the end of standard input is not watched: it is neither pipe nor socket");
        }
    }

    /** Nobody can write to standard input any more: that begins the plan, unless something else has. */
    public void inputHasEnded() {
        if (!isRunning()) {
            stopIsAskedFor = true;
            log.log(Level.INFO, Event.INPUT_ENDED, "nobody can write to standard input any more");
            observer.inputHasEnded();
            begin(planOrDefault(), clock.nanoTime());
        }
    }

    private StopPlan planOrDefault() {
        return policy.plan().isEmpty() ? StopPlan.DEFAULT : policy.plan();
    }

    /** Whether there is something to do here about a signal that is forwarded: then pidone must hear of it. */
    public boolean concerns(Signal received, Signal replacement) {
        return StopSignals.include(received, replacement);
    }

    /** Whether a signal may have to wait for a step of the plan that passes it on. */
    public boolean mayHold(Signal received, Signal replacement) {
        return !policy.plan().isEmpty() && concerns(received, replacement) && !policy.plan().forwardsAtOnce();
    }

    /**
     * A signal has arrived. One that asks to end begins the plan; from then on each of them is held back as long as a
     * step is ahead that passes it on, and ends a step that waits.
     *
     * @return whether it is held back
     */
    public boolean holds(Signal received, Signal replacement, boolean isTyped) {
        if (policy.plan().isEmpty() || !StopSignals.include(received, replacement)) {
            return false;
        }
        if (!isRunning()) {
            stopIsAskedFor = true;
            arrived.add(received, replacement, isTyped);
            begin(policy.plan(), clock.nanoTime());
            return beginWithArrival();
        }
        boolean waits = current != BEFORE_FIRST && plan.step(current).kind() == Kind.WAIT;
        if (waits) {
            endStep();
        }
        boolean held = waits || plan.next(Kind.FORWARD, current + 1) >= 0;
        if (held) {
            arrived.add(received, replacement, isTyped);
        }
        return held;
    }

    private void begin(StopPlan newPlan, long now) {
        plan = newPlan;
        current = BEFORE_FIRST;
        due = now;
    }

    /**
     * The steps whose first act is to do something about the signal itself begin with it; returns whether it is held.
     */
    private boolean beginWithArrival() {
        Kind first = plan.step(0).kind();
        if (first == Kind.FORWARD || first == Kind.WAIT) {
            nextStep();
        }
        return first != Kind.FORWARD;
    }

    /** A signal has been forwarded. */
    public void forwarded(Signal received, Signal sent) {
        if (StopSignals.include(received, sent)) {
            outcome.sent(sent);
        }
    }

    /** Whether the plan has begun, or what takes its place when the command has ended. */
    private boolean isRunning() {
        return !plan.isEmpty();
    }

    private boolean hasNextStep() {
        return current + 1 < plan.size();
    }

    /** Nanoseconds until something is due; {@link Clock#NEVER} while there is nothing to do. */
    public long dueIn() {
        if (!isRunning() && !hasLimit) {
            return Clock.NEVER;
        }
        long now = clock.nanoTime();
        long dueIn = limitIn(now);
        if (isRunning()) {
            dueIn = Clock.shorter(dueIn, killer.dueIn(now));
            if (hasNextStep() || program.isRunning()) {
                dueIn = Clock.shorter(dueIn, Math.max(0, due - now));
            }
        }
        return dueIn;
    }

    /** Does what is due, if anything is. */
    public void perform() {
        if (!isRunning() && !hasLimit) {
            return;
        }
        long now = clock.nanoTime();
        if (limitMayCome() && limit - now <= 0) {
            comeToLimit();
        }
        if (!isRunning()) {
            return;
        }
        killer.perform(now);
        while (due - now <= 0 && (hasNextStep() || program.isRunning())) {
            program.expire();
            if (hasNextStep()) {
                nextStep();
                act(plan.step(current));
            }
        }
    }

    /** Whether the time limit still counts: nothing else has begun the plan before. */
    private boolean limitMayCome() {
        return hasLimit && !limitIsOver && !stopIsAskedFor;
    }

    /** Where the command has ended and others are told to end already, they have no longer than the plan would take. */
    private void comeToLimit() {
        limitIsOver = true;
        log.warn(Event.TIME_LIMIT, "the time limit is over");
        observer.limitIsOver();
        if (!isRunning()) {
            begin(planOrDefault(), limit);
        } else if (current == BEFORE_FIRST) {
            due = Math.min(due - limit, policy.grace()) + limit;
        }
    }

    private void nextStep() {
        current++;
        due += plan.step(current).nanoseconds();
        if (!plan.step(current).killsEveryone()) {
            killer.rest();
        }
        observer.stepBegan(plan, current);
        if (!plan.isOwn() && log.writes(Level.INFO)) {
            Message message = log.begin(Level.INFO, Event.PLAN_STEP).text("stop plan: step ")
                    .number("step", current + 1L).text(" of ").number("steps", plan.size()).text(": ");
            plan.step(current).addTo(message);
            message.end();
        }
    }

    private void act(Step step) {
        switch (step.kind()) {
            case WAIT -> {
                // Whatever happens meanwhile: nothing is sent yet.
            }
            case FORWARD -> forward();
            case SEND -> send(step);
            case RUN -> run(step);
        }
    }

    /** Where no signal has begun the plan, TERM takes the place of what has arrived. */
    private void forward() {
        Signal replacement = mapping.replacement(Signal.TERM);
        if (arrived.size() == 0 && replacement != null) {
            passOn(replacement, false);
        }
        for (int index = 0; index < arrived.size(); index++) {
            passOn(arrived.signal(index), arrived.isTyped(index));
        }
    }

    private void passOn(Signal signal, boolean isTyped) {
        observer.signalSent(signal);
        delivery.send(signal, isTyped);
        forwarded(signal, signal);
    }

    /** A signal that asks to end has reached the command, and not pidone: to all others it counts as if it had. */
    public void hasMissed(Signal signal) {
        if (!policy.plan().isEmpty() && !holds(signal, signal, false)) {
            passOn(signal, false);
        }
    }

    private void send(Step step) {
        Signal signal = step.signal();
        Recipients recipients = switch (step.target()) {
            case USUAL -> delivery.recipients();
            case COMMAND -> commandOnly;
            case GROUP -> commandGroup;
            case ALL -> delivery.everyone();
        };
        observer.signalSent(signal);
        outcome.sent(signal);
        hasKilled |= signal == Signal.KILL;
        if (signal == Signal.KILL && recipients == delivery.everyone()) {
            killer.begin(killsAtOnce());
            return;
        }
        if (signal == Signal.KILL && !command.hasEnded()) {
            log.begin(Level.WARN, Event.COMMAND_KILLED).text(Killer.why(killsAtOnce()))
                    .text(recipients == commandGroup ? "the command's process group" : "the command").end();
        }
        delivery.sendAndContinue(signal, recipients);
    }

    /** Whether the plan that the user has written begins with this, so that no time is over. */
    private boolean killsAtOnce() {
        return current == 0 && !plan.isOwn();
    }

    private void run(Step step) {
        int commandId = command.hasEnded() ? 0 : command.processId();
        if (!program.start(step.program(), limitIsOver ? null : arrived.first(), commandId)) {
            endStep();
        } else {
            observer.programStarted(program.processId());
        }
    }

    public void commandEnded(WaitStatus status) {
        outcome.commandEnded(status);
    }

    /** A child has been reaped; returns whether it was the program that a step has run: its step is over then. */
    public boolean programEnded(int processId, WaitStatus status) {
        boolean ended = program.ended(processId, status);
        if (ended) {
            endStep();
        }
        return ended;
    }

    /** The current step is over before its time, or, where pidone is late, in its time. */
    private void endStep() {
        long now = clock.nanoTime();
        due = due - now < 0 ? due : now;
    }

    /** Supervision is over. */
    public void end() {
        program.kill();
    }

    /** Whether the plan has begun, and in the end kills everyone. */
    public boolean hasDeadline() {
        return killStep() >= 0;
    }

    private int killStep() {
        return plan.nextKill(Math.max(0, current));
    }

    /**
     * The command has ended, and all others are told to: they have as long as the plan would have given the command, or
     * else a grace period.
     */
    public void killLater() {
        long now = clock.nanoTime();
        int kill = killStep();
        long at = now + policy.grace();
        if (kill >= 0) {
            at = kill == current ? now : due + plan.duration(current + 1, kill);
        }
        begin(StopPlan.KILL_EVERYONE, at);
    }

    /** Whether the plan is in a step that sends nothing yet. */
    public boolean isDraining() {
        return isRunning() && current != BEFORE_FIRST && plan.step(current).kind() == Kind.WAIT;
    }

    /** Nanoseconds until whatever is left is killed; {@link Clock#NEVER} for never. */
    public long killsIn(long now) {
        int kill = isRunning() ? killStep() : -1;
        return kill < 0 ? Clock.NEVER : Math.max(0, kill == current ? 0 : due - now + plan.duration(current + 1, kill));
    }

    /** Whether it was necessary to kill. */
    public boolean hasKilled() {
        return hasKilled;
    }

    /** Nanoseconds until the time limit is over; {@link Clock#NEVER} if there is none that counts. */
    public long limitIn(long now) {
        return limitMayCome() ? Math.max(0, limit - now) : Clock.NEVER;
    }

    /** Whether the user has a plan, or a time after which to kill. */
    public boolean hasPlan() {
        return !policy.plan().isEmpty();
    }

    /** Whether killing has not helped for long. */
    public boolean isHopeless() {
        return killer.isHopeless();
    }

    /** Whether the time limit has begun the plan. */
    public boolean limitIsOver() {
        return limitIsOver;
    }

    /** Whether the command has ended by what it was sent to end it, and that is to be a success. */
    public boolean isSuccess() {
        return policy.successOnStop() && outcome.isSuccess();
    }
}

package dev.pidone.supervise.stop;

import dev.pidone.history.RunHistory;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import dev.pidone.supervise.Chore;
import dev.pidone.supervise.Policy;
import dev.pidone.supervise.Supervisor;
import dev.pidone.supervise.recipients.CommandGroup;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.StopPlan.Kind;
import dev.pidone.supervise.stop.StopPlan.Step;

/**
 * Runs the stop plan: one step after the other, from the first signal that asks to end, or from the time limit, until
 * supervision is over. Steps begin when the plan says, counted from its beginning: where pidone is late with one, the
 * next is not.
 */
public final class Stopping implements Chore {
    private static final int BEFORE_FIRST = -1;

    private final Kernel kernel;
    private final Log log;
    private final Policy policy;
    private final Recipients everyone;
    private final Killer killer;
    /** What only some plans need is {@code null} where they do not. */
    private final Recipients command;
    private final Recipients group;
    private final StopSignals arrived;
    private final StopProgram program;
    private final StopOutcome outcome;
    private final RunHistory history;

    /** The plan that runs; empty before it has begun. */
    private StopPlan plan = StopPlan.NONE;
    private int current = BEFORE_FIRST;
    /** When the current step is over. */
    private long due;
    private boolean hasLimit;
    private long limit;
    private boolean limitIsOver;
    private boolean hasKilled;
    private int stepsBegun;

    public Stopping(Kernel kernel, Log log, Policy policy, Recipients everyone, RunHistory history) {
        this.history = history;
        this.kernel = kernel;
        this.log = log;
        this.policy = policy;
        this.everyone = everyone;
        killer = new Killer(kernel, log, everyone);
        boolean hasPlan = !policy.plan().isEmpty();
        command = hasPlan ? new CommandOnly(kernel) : null;
        group = hasPlan ? new CommandGroup(kernel) : null;
        arrived = hasPlan ? new StopSignals() : null;
        program = policy.plan().next(Kind.RUN, 0) < 0 ? null : new StopProgram(kernel, log);
        if (program != null) {
            kernel.prepareToStartBeside();
        }
        outcome = policy.successOnStop() ? new StopOutcome() : null;
    }

    /** The command has been started: the time limit is counted from here. */
    public void commandStarted() {
        if (policy.timeLimit() != Policy.NO_LIMIT) {
            hasLimit = true;
            limit = kernel.nanoTime() + policy.timeLimit();
        }
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
            arrived.add(received, replacement, isTyped);
            begin(policy.plan(), kernel.nanoTime());
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
        if (outcome != null && StopSignals.include(received, sent)) {
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

    @Override
    public long dueIn() {
        if (!isRunning()) {
            return hasLimit ? Math.max(0, limit - kernel.nanoTime()) : Kernel.FOREVER;
        }
        if (!hasNextStep() && !programRuns()) {
            return killer.dueIn(kernel.nanoTime());
        }
        long now = kernel.nanoTime();
        long dueIn = Math.max(0, due - now);
        long killsIn = killer.dueIn(now);
        return killsIn == Kernel.FOREVER ? dueIn : Math.min(dueIn, killsIn);
    }

    @Override
    public void perform(Supervisor supervisor) {
        if (!isRunning() && !hasLimit) {
            return;
        }
        long now = kernel.nanoTime();
        if (!isRunning() && limit - now <= 0) {
            beginAtLimit();
        }
        if (!isRunning()) {
            return;
        }
        killer.perform(supervisor, now);
        while (due - now <= 0 && (hasNextStep() || programRuns())) {
            expireProgram();
            if (hasNextStep()) {
                nextStep();
                act(plan.step(current), supervisor);
            }
        }
    }

    private boolean programRuns() {
        return program != null && program.isRunning();
    }

    private void expireProgram() {
        if (programRuns()) {
            program.expire();
        }
    }

    private void beginAtLimit() {
        limitIsOver = true;
        log.warn(Event.TIME_LIMIT, "the time limit is over");
        if (history != null) {
            history.limitIsOver();
        }
        begin(policy.plan().isEmpty() ? StopPlan.OF_TIME_LIMIT : policy.plan(), limit);
    }

    private void nextStep() {
        current++;
        if (plan == policy.plan()) {
            stepsBegun = current + 1;
        }
        due += plan.step(current).nanoseconds();
        if (!plan.step(current).killsEveryone()) {
            killer.rest();
        }
        if (history != null) {
            history.stepBegan(plan, current);
        }
        if (plan != StopPlan.KILL_EVERYONE && log.writes(Log.Level.INFO)) {
            log.begin(Log.Level.INFO, Event.PLAN_STEP).text("stop plan: step ").number("step", current + 1L)
                    .text(" of ").number("steps", plan.size()).end();
        }
    }

    private void act(Step step, Supervisor supervisor) {
        switch (step.kind()) {
            case WAIT -> {
                // Whatever happens meanwhile: nothing is sent yet.
            }
            case FORWARD -> forward(supervisor);
            case SEND -> send(step, supervisor);
            case RUN -> run(step, supervisor);
        }
    }

    /** Where no signal has begun the plan, TERM takes the place of what has arrived. */
    private void forward(Supervisor supervisor) {
        if (arrived.isEmpty()) {
            Signal replacement = policy.mapping().replacement(Signal.TERM);
            if (replacement != null) {
                supervisor.forwardStopSignal(replacement, false);
            }
        } else {
            arrived.forward(supervisor);
        }
    }

    private void send(Step step, Supervisor supervisor) {
        Signal signal = step.signal();
        Recipients recipients = switch (step.target()) {
            case USUAL -> supervisor.recipients();
            case COMMAND -> command;
            case GROUP -> group;
            case ALL -> everyone;
        };
        if (outcome != null) {
            outcome.sent(signal);
        }
        hasKilled |= signal == Signal.KILL;
        if (signal == Signal.KILL && recipients == everyone) {
            killer.begin(supervisor);
            return;
        }
        if (signal == Signal.KILL) {
            log.warn(Event.COMMAND_KILLED, "the time to stop is over, killing the command");
        }
        recipients.send(signal, supervisor);
        supervisor.continueIfStopped(signal, recipients);
    }

    private void run(Step step, Supervisor supervisor) {
        int commandId = supervisor.commandHasEnded() ? 0 : supervisor.commandId();
        if (!program.start(step.program(), arrived.first(), commandId)) {
            endStep();
        } else if (history != null) {
            history.programStarted(program.processId());
        }
    }

    public void commandEnded(WaitStatus status) {
        if (outcome != null) {
            outcome.commandEnded(status);
        }
    }

    /** A child has been reaped; returns whether it was the program that a step has run: its step is over then. */
    public boolean programEnded(int processId, WaitStatus status) {
        boolean ended = program != null && program.ended(processId, status);
        if (ended) {
            endStep();
        }
        return ended;
    }

    /** The current step is over before its time, or, where pidone is late, in its time. */
    private void endStep() {
        long now = kernel.nanoTime();
        due = due - now < 0 ? due : now;
    }

    /** Supervision is over. */
    public void end() {
        if (program != null) {
            program.kill();
        }
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
        long now = kernel.nanoTime();
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

    /** Nanoseconds until whatever is left is killed; {@link Kernel#FOREVER} for never. */
    public long killsIn(long now) {
        int kill = isRunning() ? killStep() : -1;
        return kill < 0
                ? Kernel.FOREVER
                : Math.max(0, kill == current ? 0 : due - now + plan.duration(current + 1, kill));
    }

    /** Whether it was necessary to kill. */
    public boolean hasKilled() {
        return hasKilled;
    }

    /** How many steps of the user's plan have begun. */
    public int stepsBegun() {
        return stepsBegun;
    }

    /** How many steps the user's plan has. */
    public int steps() {
        return policy.plan().size();
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
        return outcome != null && outcome.isSuccess();
    }
}

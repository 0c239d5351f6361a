package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.Chore;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.recipients.Remaining;
import dev.pidone.supervise.stop.Stopping;

/**
 * Says whom pidone waits for, once it was told to end or the command has ended: after a time, and then less and less
 * often. Why a container does not stop is what its first process is asked most.
 */
public final class WaitReport implements Chore, Observer {
    private static final int MOST_ROWS = 10;
    private static final int MOST_PIECES_OF_ADVICE = 4;
    private static final int LONGEST_PAUSE = 64;
    /** Nanoseconds after which those who look stuck are looked at again. */
    private static final long SECOND_LOOK = 500_000_000;
    private static final int USER_COLUMN = 10;
    private static final int AGE_COLUMN = 20;
    private static final int CPU_COLUMN = 29;
    private static final int STATE_COLUMN = 38;
    private static final int COMMAND_COLUMN = 56;
    private static final int BEHIND_PROGRAM_COLUMN = 72;

    private final Processes processes;
    private final Clock clock;
    private final int self;
    private final Command command;
    private final Log log;
    private final long interval;
    private final StopCause cause;
    private final CommandFacts facts;
    private final Stopping stopping;
    private final Scope scope;
    private final Remaining remaining;
    private final ProcessDetails details = new ProcessDetails();
    private final Suspects suspects = new Suspects();
    private boolean begun;
    private boolean byCommandsEnd;
    private boolean wasTyped;
    private boolean othersAreTold;
    private long since;
    private long pause;
    private long due;
    private boolean rested = true;
    private boolean sawKill;
    private boolean advised;
    private boolean looksAgain;
    private long looksAgainAt;

    /**
     * Whom the mode waits for.
     *
     * @param all whether pidone ends only when no process is left
     * @param limit nanoseconds for which others are waited for after the command's end, {@link Clock#NEVER} for ever
     * @param exceptions the names of programs that nobody waits for
     */
    public record Scope(boolean all, long limit, String[] exceptions) {
    }

    /**
     * @param interval nanoseconds to the first report
     * @param facts are told of everything before, and so is the cause
     */
    public WaitReport(Kernel kernel, Command command, Log log, long interval, StopCause cause, CommandFacts facts,
            Stopping stopping, Scope scope) {
        processes = kernel.processes();
        clock = kernel.clock();
        self = kernel.processId();
        this.command = command;
        this.log = log;
        this.interval = interval;
        this.cause = cause;
        this.facts = facts;
        this.stopping = stopping;
        this.scope = scope;
        remaining = new Remaining(kernel);
    }

    /** pidone was told to end: from now on it waits. */
    @Override
    public void stopRequested(ReceivedSignal signal, boolean isTyped) {
        begin(false);
        wasTyped = isTyped;
    }

    /** Who presses a key waits for what it does. */
    @Override
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        if (wasTyped && outcome == Outcome.FORWARDED && command.hasEnded() && nobodyActsOn(sent)) {
            Message message = log.begin(Level.WARN, Event.ADVICE).text("nobody who is left acts on ").signal("signal",
                    sent);
            message.text(sent == Signal.INT ? ": Ctrl-\\ sends SIGQUIT" : "")
                    .text(stopping.hasPlan() ? "" : "; next time --stop-timeout=DURATION kills what is left").end();
        }
        wasTyped = false;
    }

    private boolean nobodyActsOn(Signal signal) {
        boolean nobody = remaining.look();
        int found = 0;
        for (int index = 0; nobody && index < remaining.size(); index++) {
            if (remaining.lives(index) && processes.describe(remaining.processId(index), details)) {
                found++;
                nobody = details.ignores(signal);
            }
        }
        remaining.release();
        return nobody && found > 0;
    }

    @Override
    public void limitIsOver() {
        begin(false);
        giveTime();
    }

    @Override
    public void inputHasEnded() {
        begin(false);
        giveTime();
    }

    /** The command has ended: from now on others are waited for. */
    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (who == Child.COMMAND && child.status().ended()) {
            begin(true);
        }
    }

    @Override
    public void othersAreTold() {
        othersAreTold = true;
        giveTime();
    }

    /** Who was told to end this moment mostly does: whether anybody is still waited for shows a little later. */
    private void giveTime() {
        long earliest = clock.nanoTime() + Math.min(SECOND_LOOK, interval);
        if (!rested && due - earliest < 0) {
            due = earliest;
        }
    }

    private void begin(boolean commandsEnd) {
        if (!begun) {
            begun = true;
            byCommandsEnd = commandsEnd;
            since = clock.nanoTime();
            pause = interval;
        }
    }

    /** Where the stop plan sends nothing yet, waiting is what the user wants: then it begins afterwards. */
    private boolean rests() {
        return !begun || stopping.isDraining();
    }

    @Override
    public long dueIn() {
        if (rests() || rested) {
            return Clock.NEVER;
        }
        long now = clock.nanoTime();
        long dueIn = Math.max(0, due - now);
        return looksAgain ? Math.min(dueIn, Math.max(0, looksAgainAt - now)) : dueIn;
    }

    @Override
    public void perform() {
        if (rests()) {
            rested = true;
            return;
        }
        long now = clock.nanoTime();
        if (rested) {
            rested = false;
            due = now + pause;
        }
        if (stopping.hasKilled() && !sawKill) {
            // Most of them are about to be reaped.
            sawKill = true;
            pause = interval;
            due = now + pause;
        }
        if (looksAgain && looksAgainAt - now <= 0) {
            looksAgain = false;
            remaining.look();
            advise(now);
            remaining.release();
        }
        if (due - now <= 0) {
            pause = Math.min(2 * pause, LONGEST_PAUSE * interval);
            due = now + pause;
            report(now);
        }
    }

    private void report(long now) {
        boolean listed = remaining.look();
        int others = others();
        if (listed && others == 0) {
            // Whoever it was has just ended.
            remaining.release();
            return;
        }
        Message message = log.begin(Level.WARN, Event.WAITING).text("still waiting for ");
        if (listed) {
            message.number("count", others).text(others == 1 ? " process, " : " processes, ");
        } else {
            message.text(command.hasEnded() ? "others, " : "the command, ");
        }
        message.duration("waited", now - since).text(" after ");
        if (byCommandsEnd) {
            message.text("the command's end");
        } else {
            cause.addTo(message);
        }
        message.end();
        if (others > 0) {
            rows(others);
        }
        if (!advised) {
            advised = true;
            looksAgain = !suspects.isEmpty();
            looksAgainAt = now + Math.min(SECOND_LOOK, interval);
            if (!looksAgain) {
                advise(now);
            }
        }
        remaining.release();
    }

    private int others() {
        int count = 0;
        for (int index = 0; index < remaining.size(); index++) {
            count += isWaitedFor(index) ? 1 : 0;
        }
        return count;
    }

    private boolean isWaitedFor(int index) {
        return remaining.isOther(index) && !isToBeReaped(index) && (isEveryoneWaitedFor(index) || isOfCommand(index));
    }

    /** A zombie of pidone's own is, unless its tracer keeps it (ptrace(2)). */
    private boolean isToBeReaped(int index) {
        return remaining.isZombie(index) && remaining.parent(index) == self
                && !(processes.describe(remaining.processId(index), details) && details.tracer() != 0);
    }

    private boolean isEveryoneWaitedFor(int index) {
        if (othersAreTold) {
            return true;
        }
        return scope.all
                && (scope.exceptions.length == 0 || !processes.isNamed(remaining.processId(index), scope.exceptions));
    }

    /** Whether it is the command, or descends from it: nobody waits for those that others have left. */
    private boolean isOfCommand(int index) {
        return !command.hasEnded()
                && (remaining.processId(index) == command.processId() || remaining.isBelow(index, command.processId()));
    }

    private void rows(int others) {
        log.begin(Level.WARN, Event.WAITING_FOR).text("  PID").column(USER_COLUMN).text("USER").column(AGE_COLUMN)
                .text("AGE").column(CPU_COLUMN).text("CPU").column(STATE_COLUMN).text("STATE").column(COMMAND_COLUMN)
                .text(scope.all ? "PROGRAM         COMMAND" : "COMMAND").endIfText();
        int rows = 0;
        for (int index = 0; index < remaining.size() && rows < MOST_ROWS; index++) {
            if (isWaitedFor(index) && processes.describe(remaining.processId(index), details)) {
                row(remaining.processId(index));
                rows++;
                if (!advised) {
                    suspects.look(remaining.processId(index), details);
                }
            }
        }
        if (others > rows) {
            log.begin(Level.WARN, Event.WAITING).text("  and ").number("more", others - rows).text(" more").end();
        }
    }

    private void row(int processId) {
        Message message = log.begin(Level.WARN, Event.WAITING_FOR).text("  ").number("pid", processId)
                .field("ppid", details.parent()).column(USER_COLUMN);
        message.user("uid ", "uid", details.user()).column(AGE_COLUMN).duration("age", details.age()).column(CPU_COLUMN)
                .duration("cpu", details.cpu()).column(STATE_COLUMN);
        addState(message);
        message.column(COMMAND_COLUMN);
        processes.describeCommandLine(processId, details.commandLine());
        if (scope.all) {
            // By this name --except takes it.
            message.value("program", details.name()).column(BEHIND_PROGRAM_COLUMN);
        } else {
            message.field("program", details.name());
        }
        if (details.commandLine().length() > 0) {
            message.value("command", details.commandLine());
        } else {
            message.text("[").value("command", details.name()).text("]");
        }
        message.end();
    }

    private void addState(Message message) {
        String state = state();
        Signal signal = facts.lastToEnd();
        boolean mayAct = !details.isZombie() && !details.isStopped() && !details.isHeldByTracer()
                && !details.isUninterruptible();
        String does = signal != null && mayAct ? reaction(signal) : null;
        message.field("state", state);
        if (does == null) {
            message.text(state);
        } else {
            message.text(does).text(" ").signal("signal", signal).field("reaction", does);
        }
    }

    private String state() {
        if (details.isZombie()) {
            return "zombie";
        }
        if (details.isStopped()) {
            return "stopped";
        }
        if (details.isHeldByTracer()) {
            return "traced";
        }
        if (details.isUninterruptible()) {
            return "uninterruptible";
        }
        return details.isRunning() ? "running" : "sleeping";
    }

    /**
     * What the process does about the signal that was to end it. One that it has blocked and that is not pending it may
     * have taken, as sigwait(3) and signalfd(2) do.
     */
    private String reaction(Signal signal) {
        if (details.blocks(signal)) {
            return details.hasPending(signal) ? "blocks" : null;
        }
        if (details.ignores(signal)) {
            return "ignores";
        }
        return details.handles(signal) ? "handles" : null;
    }

    private void advise(long now) {
        int pieces = 0;
        for (int index = 0; index < remaining.size() && pieces < MOST_PIECES_OF_ADVICE; index++) {
            if (needsAdvice(index) && isWaitedFor(index) && processes.describe(remaining.processId(index), details)
                    && advise(remaining.processId(index))) {
                pieces++;
            }
        }
        sayWhatEndsIt(now);
    }

    /** Nothing is to be said of those who run or sleep, but of the command: among many few are left. */
    private boolean needsAdvice(int index) {
        char state = remaining.state(index);
        return state != 'R' && state != 'S' && state != 'I' || remaining.processId(index) == command.processId();
    }

    /** What a user can do about a process that is stuck; returns whether it is. */
    private boolean advise(int processId) {
        boolean stuck = suspects.isStuck(processId, details);
        if (stuck && details.isZombie() && details.tracer() != 0) {
            log.begin(Level.WARN, Event.ADVICE).pid(processId).text(" has ended; its tracer, ")
                    .number("tracer", details.tracer()).text(" ").program(processes, details.tracer())
                    .text(", has not waited for it: the tracer is to be ended").end();
        } else if (stuck && details.isZombie()) {
            log.begin(Level.WARN, Event.ADVICE).pid(processId).text(" has ended; its parent, ")
                    .number("ppid", details.parent()).text(" ").program(processes, details.parent())
                    .text(", has not waited for it, and nobody else can: the parent is to be mended, or ended").end();
        } else if (details.isStopped()) {
            log.begin(Level.WARN, Event.ADVICE).pid(processId)
                    .text(" is stopped, and acts on no signal but KILL; it goes on after kill -CONT ")
                    .number("target", processId).end();
        } else if (details.isHeldByTracer()) {
            sayWhoHolds(processId);
        } else if (stuck) {
            log.begin(Level.WARN, Event.ADVICE).pid(processId).text(
                    " waits in the kernel, for a device, a file system or a child of vfork(2): it does nothing about"
                            + " a signal before that answers")
                    .end();
        } else if (isUnmoved(processId)) {
            log.begin(Level.WARN, Event.ADVICE).text("the command takes no notice of ")
                    .signal("signal", facts.lastToEnd()).text(": if another signal ends it, ").text(wayToSendAnother())
                    .end();
        } else {
            return false;
        }
        return true;
    }

    private void sayWhoHolds(int processId) {
        Message message = log.begin(Level.WARN, Event.ADVICE).pid(processId).text(" is held by its tracer");
        if (details.tracer() == 0) {
            message.text(", outside the PID namespace");
        } else {
            message.text(", ").number("tracer", details.tracer()).text(" ").program(processes, details.tracer());
        }
        message.text(": it goes on when that lets it go on, or ends").end();
    }

    /** {@code --rewrite} is about what arrives, and not about what a plan sends. */
    private String wayToSendAnother() {
        return switch (facts.originOfLastToEnd()) {
            case ARRIVED -> facts.lastToEnd() == Signal.TERM
                    ? "--rewrite=TERM:INT or the like sends that in its place"
                    : "let --rewrite or --stop send that in its place";
            case REWRITTEN -> "let --rewrite or --stop send that in its place";
            case STEP -> "let --stop send that in its place";
            case LIMIT -> "--stop=INT:5s,KILL@all or the like sends that in its place";
        };
    }

    private boolean isUnmoved(int processId) {
        Signal signal = facts.lastToEnd();
        return !command.hasEnded() && processId == command.processId() && signal != null
                && (details.ignores(signal) || details.blocks(signal) && details.hasPending(signal));
    }

    private void sayWhatEndsIt(long now) {
        long killsIn = stopping.killsIn(now);
        if (killsIn != Clock.NEVER) {
            log.begin(Level.WARN, Event.ADVICE).text("what is left then is killed in ").duration("killed_in", killsIn)
                    .end();
        } else if (willEnd(now)) {
            return;
        } else if (byCommandsEnd) {
            log.warn(Event.ADVICE, "nothing limits this; next time --wait-limit=DURATION ends what is left, and"
                    + " --except=NAME waits for no program of that name");
        } else if (stopping.hasPlan()) {
            log.warn(Event.ADVICE,
                    "nothing limits this but whoever stops pidone: the stop plan does not end with KILL@all");
        } else {
            log.warn(Event.ADVICE, "nothing limits this but whoever stops pidone; next time --stop-timeout=DURATION"
                    + " kills what is left");
        }
    }

    /** Says which limit comes first, if there is one. */
    private boolean willEnd(long now) {
        long timeLimitIn = stopping.limitIn(now);
        boolean waitLimitCounts = command.hasEnded() && scope.limit != Clock.NEVER && !othersAreTold;
        long waitLimitIn = waitLimitCounts ? Math.max(0, facts.end() + scope.limit - now) : Clock.NEVER;
        long endsIn = Clock.shorter(timeLimitIn, waitLimitIn);
        if (endsIn != Clock.NEVER) {
            log.begin(Level.WARN, Event.ADVICE).text("what is left then is told to end in ").duration("ends_in", endsIn)
                    .text(endsIn == timeLimitIn ? " (--time-limit)" : " (--wait-limit)").end();
        }
        return endsIn != Clock.NEVER;
    }
}

package dev.pidone.simulation;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.simulation.PendingSignals.Entry;
import dev.pidone.simulation.SimulatedProcess.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Watches what pidone does. Whatever a supervisor may never do is an {@link AssertionError} at once, which names the
 * seed.
 */
final class Audit {
    private static final int MAX_WAITS = 20_000;
    private static final int MAX_IDLE_WAITS = 3;
    private static final long NEVER = Long.MAX_VALUE;
    /** How long pidone may sleep while it looks for orphans, or kills again and again. */
    private static final long LOOK_FOR_ORPHANS = 1_000_000_000;
    private static final long KILL_AGAIN = 100_000_000;
    private static final SignalSet ASKING_TO_END = SignalSet.of(Signal.TERM, Signal.INT, Signal.QUIT);
    private static final SignalSet OF_ITS_OWN = SignalSet.of(Signal.TERM, Signal.CONT, Signal.STOP, Signal.KILL);

    private final Scenario scenario;
    private final Expectations expectations;
    private final SimulatedWorld world;
    /** By process ID: who pidone must take to be behind it, from where it has learnt of it. */
    private final SimulatedProcess[] known = new SimulatedProcess[PidSpace.MAX + 1];
    /** By process ID: whether it was a descendant of pidone then. */
    private final boolean[] knownAsDescendant = new boolean[PidSpace.MAX + 1];

    private SimulatedProcess command;
    private Forwarding forwarding;
    private final PlanAudit plan;
    private final WaitAudit wait;
    /** What pidone does since a step of the plan says so; {@code null} if it does nothing of the kind. */
    private Forwarding deed;
    private Recipient recipientOfDeed;
    private SimulatedProcess program;
    private long lastLook = NEVER;
    /** By process ID: who is linked to pidone by the parents listed so far. */
    private final boolean[] linked = new boolean[PidSpace.MAX + 1];
    /** By which signal the command was stopped, as pidone has just been told; {@code null} if it was not. */
    private Signal commandStop;
    /** Whether that has stopped pidone, too, or the command's group has been continued. */
    private boolean stopIsDone;
    /** Whether a stop has been forwarded and has not stopped pidone: the command must not be stopped alone. */
    private boolean stopIsOneSided;
    private long clock;
    /** Whether those who are left are told to end, and what each of them has to be sent for that, once. */
    private boolean endIsDue;
    private boolean othersAreToEnd;
    private Forwarding term;
    private Forwarding cont;
    private final List<String> dropped = new ArrayList<>();
    /** When what the command has left behind is to be killed. */
    private long deadlineOfLeftovers = NEVER;
    /** Whether the command has ended while there was a plan by which everybody was to be killed. */
    private boolean hadDeadline;
    private int kills;
    /** Whether pidone has done at a deadline what it could: there may be nobody whom it can find. */
    private boolean triedToKill;
    private int waits;
    private int idleWaits;
    private int forwarded;
    private int orphansTerminated;
    private boolean madeProgress = true;
    private boolean mayLookAgain;
    private boolean wasAskedToEnd;
    private Entry lastTaken;

    Audit(Scenario scenario, SimulatedWorld world) {
        this.scenario = scenario;
        expectations = scenario.expectations();
        this.world = world;
        plan = new PlanAudit(expectations);
        wait = new WaitAudit(scenario, world);
    }

    AssertionError violation(String what) {
        return new AssertionError("seed " + scenario.seed() + (scenario.pidoneIsInit() ? ", PID 1: " : ", not PID 1: ")
                + what + "; replay it with -Dpidone.seed=" + scenario.seed());
    }

    void clockIs(long nanoseconds) {
        clock = nanoseconds;
    }

    int forwarded() {
        return forwarded;
    }

    int kills() {
        return kills;
    }

    int orphansTerminated() {
        return orphansTerminated;
    }

    int plannedSteps() {
        return plan.stepsTaken();
    }

    boolean limitIsOver() {
        return plan.limitIsOver();
    }

    boolean othersAreToEnd() {
        return othersAreToEnd || endIsDue;
    }

    /** What pidone has to say of signals that it has not forwarded because of who has sent them. */
    List<String> dropped() {
        return dropped;
    }

    /** When what is left is to be killed. */
    private long deadline() {
        return Math.min(deadlineOfLeftovers, plan.killAt());
    }

    /** Whether pidone must end what is left after the command. */
    boolean leftoversAreToEnd() {
        return expectations.endsWithCommand()
                && (expectations.terminatesLeftovers() || hadDeadline && !scenario.pidoneIsInit());
    }

    /** As far as pidone can tell at once: whether a stranger is left takes the init another look. */
    private boolean endIsReached() {
        return commandWasReaped() && (expectations.endsWithCommand()
                || !scenario.pidoneIsInit() && !world.any(process -> process.parent == world.pidone()));
    }

    /** No child is left; whether a stranger is takes another look. */
    private boolean mayHaveReachedTheEnd() {
        return scenario.pidoneIsInit() && commandWasReaped() && !world.any(process -> process.parent == world.pidone());
    }

    private boolean commandWasReaped() {
        return command != null && command.state == State.REAPED;
    }

    void launched(Launch.Grouping grouping) {
        if (command != null || grouping != expectations.grouping()) {
            throw violation("the command must be started once, in the way that is wanted");
        }
    }

    void started(SimulatedProcess process) {
        command = process;
        learn(process);
        plan.commandStarted(clock);
    }

    /** Pidone starts a program beside the command. */
    void startsProgram() {
        if (!takeDeed(null, null)) {
            throw violation("pidone starts a program, but no step of the plan says so");
        }
    }

    void startedProgram(SimulatedProcess process) {
        program = process;
        plan.programStarted(process != null, clock);
        deed = null;
        if (process != null) {
            learn(process);
        }
    }

    void learn(SimulatedProcess process) {
        known[process.processId] = process;
        knownAsDescendant[process.processId] = process.wasDescendant || process.isDescendantOf(world.pidone());
    }

    /** @param maySignal whether those who are listed may be sent something at once; otherwise it is only a look */
    void looks(boolean maySignal) {
        endOthersAfterCommand();
        Arrays.fill(linked, false);
        wait.looks();
        endOthersAtLimit();
        triedToKill |= clock >= deadline();
        lastLook = world.now();
        if (maySignal && scenario.hasProc() && !scenario.pidoneIsInit() && forwarding == null && deed == null
                && clock < deadline()) {
            takeDeedForDescendants();
        }
        if (forwarding != null) {
            forwarding.listingBegins(world.now());
        } else if (deed != null) {
            deed.listingBegins(world.now());
        }
    }

    /** A process has been shown to pidone. In a moment it may have forked and ended. */
    void hasListed(SimulatedProcess process) {
        int parent = process.parent == null ? 0 : process.parent.processId;
        linked[process.processId] = process.parent == world.pidone() || linked[parent];
        if (linked[process.processId] && process.isAlive() && goesToDescendants()
                && !forwarding.reached().contains(process)) {
            throw violation(forwarding + " is not sent to " + process + " when it is listed");
        }
    }

    private boolean goesToDescendants() {
        return forwarding != null && recipient() == Recipient.DESCENDANTS;
    }

    /**
     * Whether a step of the plan has pidone send a signal now, or start a program. A step may also continue a command
     * that is stopped.
     */
    private boolean takeDeed(Signal signal, SimulatedProcess target) {
        if (signal == Signal.KILL || signal == Signal.STOP) {
            return false;
        }
        if (deed != null && (signal == Signal.CONT || deed.expected() == signal && !deed.hasReached(target))) {
            return true;
        }
        if (deed != null) {
            finishDeed();
        }
        for (PlanAudit.Deed next = plan.next(clock); next != null; next = plan.next(clock)) {
            begin(next);
            if (next.signal() == signal || signal == Signal.CONT) {
                return true;
            }
            finishDeed();
        }
        return false;
    }

    private void begin(PlanAudit.Deed next) {
        if (endIsReached()) {
            throw violation("a step of the plan begins after the end");
        }
        recipientOfDeed = next.recipient() != null
                ? next.recipient()
                : commandWasReaped() ? expectations.recipientOfLeftovers() : expectations.recipient();
        Signal signal = next.signal() == null ? Signal.TERM : next.signal();
        deed = new Forwarding(new Entry(signal, true, 0), next.signal(), commandWasReaped());
        deed.listingBegins(lastLook);
    }

    /** A deed is over; one that was left out must have been one that reaches nobody. */
    private void finishDeed() {
        String complaint = deed.expected() == null
                ? "the program must be started"
                : recipientOfDeed.check(deed, world, command);
        if (complaint != null) {
            throw violation("what a step of the plan has to do is not done: " + deed.expected() + " " + complaint);
        }
        deed = null;
    }

    private void takeDeedForDescendants() {
        PlanAudit.Deed next = plan.next(clock);
        while (next != null) {
            begin(next);
            if (recipientOfDeed == Recipient.DESCENDANTS) {
                return;
            }
            finishDeed();
            next = plan.next(clock);
        }
    }

    /** It is not what continues a stopped command for it. */
    private boolean isDeedItself(Signal signal) {
        return deed != null && signal == deed.expected();
    }

    private void noteDeed(Signal signal, SimulatedProcess target) {
        if (isDeedItself(signal)) {
            deed.sentTo(target, signal);
        }
    }

    /** Pidone has turned to something else: all steps that are due must have been taken. */
    private void requireNoDeedLeftOut() {
        for (PlanAudit.Deed next = plan.next(clock); next != null; next = plan.next(clock)) {
            begin(next);
            finishDeed();
        }
    }

    private Recipient recipient() {
        return forwarding.commandWasReaped() ? expectations.recipientOfLeftovers() : expectations.recipient();
    }

    /** Pidone has seen that it cannot wait for an event: it may look again after a while. */
    void mayLookAgain() {
        mayLookAgain = true;
    }

    void madeProgress() {
        madeProgress = true;
    }

    void reaped(SimulatedProcess child) {
        known[child.processId] = null;
        if (child == command) {
            hadDeadline = plan.hasDeadline();
            if (leftoversAreToEnd()) {
                endIsDue = true;
            } else if (!expectations.endsWithCommand()) {
                wait.commandReaped(clock);
            }
        }
        if (child == program) {
            program = null;
            plan.programEnded(clock);
        }
    }

    /** Who is reaped together with the command has ended before pidone turns to the others. */
    private void endOthersAfterCommand() {
        if (endIsDue) {
            endOthers();
        }
    }

    private void endOthers() {
        endIsDue = false;
        othersAreToEnd = true;
        deadlineOfLeftovers = plan.hasDeadline() ? plan.killAt() : clock + expectations.grace();
        plan.end();
        wait.end();
        term = politely(Signal.TERM);
        cont = politely(Signal.CONT);
    }

    private Forwarding politely(Signal signal) {
        Forwarding sent = new Forwarding(new Entry(signal, true, 0), signal, true);
        sent.listingBegins(world.now());
        return sent;
    }

    private void endOthersAtLimit() {
        if (forwarding == null && wait.limitIsOver(clock)) {
            endOthers();
        }
    }

    /** Whether a signal is one of those by which pidone tells the others to end; it has to begin then, or has begun. */
    private boolean tellsOthersToEnd(Signal signal) {
        endOthersAfterCommand();
        endOthersAtLimit();
        if (signal == Signal.TERM && !othersAreToEnd && commandWasReaped()
                && expectations.containment().exceptServers()) {
            require(wait.complaintAboutEnd());
            endOthers();
        }
        if (signal == Signal.CONT) {
            finishTerm();
        }
        return signal == Signal.TERM && term != null || signal == Signal.CONT && cont != null;
    }

    private void finishTerm() {
        if (term != null) {
            requireTold(term);
        }
        term = null;
    }

    private void requireTold(Forwarding sent) {
        String complaint = expectations.recipientOfLeftovers().check(sent, world, command);
        require(complaint == null ? null : "those who are to end: " + sent.expected() + " " + complaint);
    }

    private void require(String complaint) {
        if (complaint != null) {
            throw violation(complaint);
        }
    }

    /** By now the others, if they are to end, must have been told. */
    private void finishTelling() {
        if (!scenario.hasProc() && !scenario.pidoneIsInit()) {
            // There is nobody whom pidone could tell.
            endOthersAtLimit();
        }
        finishTerm();
        if (cont != null) {
            requireTold(cont);
        }
        cont = null;
    }

    void learnsName(boolean isServer) {
        wait.learnsName(isServer);
    }

    /** A look is over; strangers count for the init only. */
    void hasLooked(ProcessTable listed) {
        ProcessTable others = new ProcessTable();
        for (int index = 0; index < listed.size(); index++) {
            others.add(listed.processId(index), listed.parent(index), listed.session(index), listed.isZombie(index));
        }
        if (!scenario.pidoneIsInit()) {
            others.keepDescendantsOf(world.pidone().processId);
        }
        boolean anybody = false;
        for (int index = 0; index < others.size(); index++) {
            anybody |= !others.isZombie(index) && others.processId(index) != world.pidone().processId;
        }
        if (!anybody) {
            wait.sawNobody();
        }
    }

    void wakesUp() {
        wait.wakesUp();
    }

    void waits(long nanoseconds) {
        endOthersAfterCommand();
        finishForwarding();
        finishTelling();
        if (deed != null) {
            finishDeed();
        }
        if (nanoseconds != 0 || !mayHaveReachedTheEnd()) {
            requireNoDeedLeftOut();
        }
        waits++;
        idleWaits = madeProgress ? 0 : idleWaits + 1;
        madeProgress = false;
        if (waits > MAX_WAITS || idleWaits > MAX_IDLE_WAITS) {
            throw violation("pidone wakes up again and again for nothing");
        }
        long deadline = deadline();
        boolean hasTimer = deadline != NEVER || plan.wakeUp() != NEVER || expectations.terminatesOrphans()
                || mayReport() || wait.hasTimer();
        if (nanoseconds > 0 && !mayLookAgain && !hasTimer) {
            throw violation("pidone polls");
        }
        mayLookAgain = false;
        requireLimit(nanoseconds);
    }

    private boolean mayReport() {
        return expectations.reportsWaiting() && expectations.hasCommand()
                && (wasAskedToEnd || commandWasReaped() || plan.limitIsOver());
    }

    /** Pidone says whom it waits for. */
    void reports() {
        if (!mayReport()) {
            throw violation("pidone says whom it waits for, and nobody has asked");
        }
        madeProgress = true;
    }

    private void requireLimit(long nanoseconds) {
        long limit = nanoseconds == Clock.NEVER ? NEVER : nanoseconds;
        long deadline = deadline();
        require(wait.complaintAboutWait(limit, clock));
        if (plan.wakeUp() != NEVER && limit > Math.max(0, plan.wakeUp() - clock)) {
            throw violation("pidone sleeps through the beginning of a step");
        }
        if (deadline != NEVER && limit > Math.max(deadline - clock, KILL_AGAIN)) {
            throw violation("pidone sleeps through a deadline");
        }
        if (clock >= deadline && !triedToKill && limit > 0) {
            throw violation("the deadline is over and nobody was killed");
        }
        if (expectations.terminatesOrphans() && scenario.hasProc() && !commandWasReaped() && limit > LOOK_FOR_ORPHANS) {
            throw violation("pidone sleeps and does not look for orphans");
        }
    }

    void blocks() {
        if (world.any(process -> process.isZombie() && process.parent == world.pidone())) {
            throw violation("pidone waits for events and leaves a zombie of its own");
        }
    }

    /** Whether a signal comes from where none is to come from. */
    boolean isDistrusted(Entry entry) {
        return expectations.containment().onlyFromOutside() && scenario.pidoneIsInit() && entry.sentByProcess()
                && entry.sender() != 0;
    }

    /** Pidone is told that nobody can write to standard input any more. */
    void tellsOfInputEnd() {
        if (!expectations.stopsOnInputEnd()) {
            throw violation("pidone watches standard input, and nobody has asked");
        }
        madeProgress = true;
        wasAskedToEnd |= plan.inputEnds(clock);
    }

    void takes(Entry entry) {
        madeProgress = true;
        boolean forPidone = entry.signal() == Signal.CHLD && !entry.sentByProcess();
        if (isDistrusted(entry)) {
            dropped.add("pidone: WARN: dropped " + entry.signal() + ", sent from inside the PID namespace by pid="
                    + entry.sender() + " (" + SimulatedProcess.PROGRAM + ")");
            forPidone = true;
        }
        Signal expected = forPidone ? null : expectations.replacement(entry.signal());
        boolean asksToEnd = expected != null
                && (ASKING_TO_END.contains(entry.signal()) || ASKING_TO_END.contains(expected));
        wasAskedToEnd |= asksToEnd;
        if (asksToEnd && plan.holds(expected, clock)) {
            expected = null;
        }
        lastTaken = entry;
        forwarding = new Forwarding(entry, expected, commandWasReaped());
        forwarded += expected == null ? 0 : 1;
    }

    /** Pidone has turned to something else: by now the signal that it took before must have been forwarded. */
    void finishForwarding() {
        if (forwarding != null) {
            String complaint = recipient().check(forwarding, world, command);
            if (complaint != null) {
                throw violation(forwarding + " " + complaint);
            }
            if (stopIsOneSided) {
                throw violation(forwarding + " has stopped the command alone");
            }
            forwarding = null;
        }
    }

    /** The process that pidone must mean by an ID. */
    SimulatedProcess knownProcess(int processId) {
        SimulatedProcess process = processId < 1 || processId > PidSpace.MAX ? null : known[processId];
        if (process == null) {
            throw violation("pidone cannot know of pid=" + processId + ", or has reaped it itself");
        }
        SimulatedProcess actual = world.process(processId);
        if (actual != null && actual != process) {
            throw violation("pid=" + processId + " has passed to another process meanwhile");
        }
        return process;
    }

    void sends(Signal signal, SimulatedProcess target) {
        if (target == world.pidone() || !world.pidoneIsInit() && !knownAsDescendant[target.processId]) {
            throw violation("signal to " + target + ", which is no descendant");
        }
        if (forwarding != null) {
            forwarding.sentTo(target, signal);
        } else if (tellsOthersToEnd(signal)) {
            (signal == Signal.TERM ? term : cont).sentTo(target, signal);
        } else if (takeDeed(signal, target)) {
            noteDeed(signal, target);
        } else if (clock < deadline() && !isForLeftovers(signal)) {
            sendsToOrphan(signal, target);
        } else {
            sendsByItself(signal);
        }
    }

    private boolean isForLeftovers(Signal signal) {
        return othersAreToEnd && signal != Signal.KILL;
    }

    private void sendsToOrphan(Signal signal, SimulatedProcess target) {
        if (!expectations.terminatesOrphans() || target == command) {
            throw violation(signal + " to " + target + ", but nobody has sent it");
        }
        if (signal == Signal.TERM) {
            target.toldToEnd = clock;
            orphansTerminated++;
        } else if (signal == Signal.KILL && clock - target.toldToEnd < expectations.grace()) {
            throw violation("too early a KILL for the orphan " + target);
        }
    }

    void sendsToEveryone(Signal signal) {
        if (forwarding != null) {
            forwarding.sentToEveryone(signal);
        } else if (tellsOthersToEnd(signal)) {
            (signal == Signal.TERM ? term : cont).sentToEveryone(signal);
        } else if (takeDeed(signal, null)) {
            if (isDeedItself(signal)) {
                deed.sentToEveryone(signal);
            }
        } else {
            sendsByItself(signal);
        }
    }

    /** Pidone may end what is left: when the deadline is over, or, politely, when the command has ended. */
    private void sendsByItself(Signal signal) {
        if (!OF_ITS_OWN.contains(signal) || clock < deadline() && !isForLeftovers(signal)) {
            throw violation("pidone sends " + signal + ", but nobody has sent it");
        }
        if (signal == Signal.KILL) {
            kills++;
            triedToKill = true;
        }
    }

    /** Pidone is told that a child was stopped. */
    void tellsOfStop(SimulatedProcess child, Signal signal) {
        if (child == command) {
            commandStop = signal;
            stopIsDone = false;
        }
    }

    /** The kernel has found that nobody could continue pidone. In a session of its own STOP reaches the command. */
    void stopWasDiscarded() {
        stopIsOneSided = forwarding != null && expectations.grouping() == Launch.Grouping.OWN_SESSION
                && !commandWasReaped();
    }

    /** Pidone was stopped, and continued. */
    void wasStopped() {
        stopIsDone = true;
    }

    /** Pidone has turned to something else: a key that has stopped nobody but the command must have no effect. */
    void finishStop() {
        if (commandStop == Signal.TSTP && scenario.hasTerminal() && !stopIsDone) {
            throw violation("the command was stopped by a key, pidone was not, and nobody continues the command");
        }
        commandStop = null;
    }

    void sendsToGroup(Signal signal, int processGroup, SimulatedTerminal terminal) {
        if (program != null && processGroup == program.processId && signal == Signal.KILL) {
            program = null;
            if (!plan.programIsKilled(clock) && !commandWasReaped()) {
                throw violation("the plan's program is killed too early");
            }
            return;
        }
        if (command == null || processGroup != command.processId || commandWasReaped()) {
            throw violation(signal + " to the process group " + processGroup + ", which is not the command's");
        }
        if (signal == Signal.CONT && stopIsOneSided && wasTyped()) {
            stopIsOneSided = false;
        } else if (forwarding != null) {
            forwarding.sentToGroup(signal);
        } else if (signal == Signal.CONT && mayContinueCommand(terminal)) {
            stopIsDone = true;
            return;
        } else if (takeDeed(signal, null)) {
            if (isDeedItself(signal)) {
                deed.sentToGroup(signal);
            }
        } else if (signal != Signal.CONT || clock < deadline()) {
            // A step that is late, past the deadline already, continues the command as well.
            throw violation("pidone sends " + signal + " to the command's group, but nobody has sent it");
        }
        stopIsDone = true;
    }

    /** Since its stop has stopped nobody else, or since it was stopped for want of the terminal and has that now. */
    private boolean mayContinueCommand(SimulatedTerminal terminal) {
        boolean wantsTerminal = commandStop == Signal.TTIN || commandStop == Signal.TTOU;
        return commandStop == Signal.TSTP && !stopIsDone
                || wantsTerminal && terminal.foregroundGroup() == command.processGroup;
    }

    void requireInit() {
        if (!scenario.pidoneIsInit()) {
            throw violation("kill(-1) reaches strangers: it is for PID 1 only");
        }
    }

    /** Whether a key has caused the signal that was taken last: nobody could send CONT then. */
    private boolean wasTyped() {
        return !lastTaken.sentByProcess() && lastTaken.signal() == Signal.TSTP;
    }

    void stopsItself(Signal signal, SimulatedTerminal terminal, boolean isJobOfParent) {
        if (scenario.pidoneIsInit()) {
            throw violation("the init of a namespace must not stop");
        }
        if (signal == Signal.STOP && stopIsOneSided && !wasTyped()) {
            stopIsOneSided = false;
        } else if (signal == Signal.STOP && !isJobOfParent) {
            throw violation("pidone stops, and nobody may be there who would continue it");
        }
        if (command != null && expectations.grouping() == Launch.Grouping.OWN_GROUP
                && terminal.foregroundGroup() == command.processId) {
            throw violation("pidone stops and leaves the terminal to the command");
        }
    }
}

package dev.pidone.history;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.memory.Line;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.stop.StopPlan;

/**
 * What happens while pidone runs, for the page that it writes at its end ({@code --report}). Until then nothing is
 * allocated but native memory, and that is bounded. Times are nanoseconds since the machine was started.
 */
public final class RunHistory implements Observer {
    /** In place of a time: it has not come. */
    public static final long NOT_YET = Long.MAX_VALUE;

    private static final int LONGEST_NAME = 64;
    private static final int THE_KERNEL = -1;

    private final Clock clock;
    private final Processes allProcesses;
    private final boolean waitsForAll;
    private final ProcessRecords processes;
    private final EventRecords events = new EventRecords();
    private final Line name = new Line(LONGEST_NAME);
    private final WaitStatus commandStatus = WaitStatus.of(0);
    private final long start;
    private final long startSinceEpoch;
    private int command = -1;
    private long commandEnd = NOT_YET;
    private long firstStop = NOT_YET;
    private long told = NOT_YET;
    private long othersTold = NOT_YET;
    private boolean mustLook;
    private long arrival;
    private int reaped;
    private long cpu;
    private long peak;
    private long end;

    /**
     * Begins a history, before anything is started.
     *
     * @param waitsForAll whether pidone ends only when no process is left
     * @param exceptions the names of programs that nobody waits for
     */
    public RunHistory(Kernel kernel, boolean waitsForAll, String[] exceptions) {
        clock = kernel.clock();
        allProcesses = kernel.processes();
        this.waitsForAll = waitsForAll;
        processes = new ProcessRecords(kernel, exceptions);
        start = clock.sinceBoot();
        startSinceEpoch = clock.sinceEpoch();
    }

    @Override
    public void commandStarted(int processId) {
        command = processes.started(processId, ProcessRecords.COMMAND, clock.sinceBoot());
    }

    @Override
    public void programStarted(int processId) {
        processes.started(processId, ProcessRecords.PROGRAM, clock.sinceBoot());
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        long now = clock.sinceBoot();
        if (!child.status().ended()) {
            events.happened(now, EventRecords.Kind.STOPPED, child.status().signal());
            return;
        }
        reaped++;
        cpu += child.facts().cpu();
        peak = Math.max(peak, child.facts().peak());
        int process = processes.reaped(child.processId(), child.status(), child.facts(), now);
        if (process >= 0 && process == command) {
            commandEnd = now;
            commandStatus.set(child.status());
            mustLook = waitsForAll;
        }
    }

    @Override
    public void signalArrived(ReceivedSignal signal) {
        arrival = clock.sinceBoot();
        name.clear();
        if (signal.sentByProcess() && signal.sender() > 0) {
            allProcesses.describeName(signal.sender(), name);
        }
    }

    @Override
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        int sender = signal.sentByProcess() ? signal.sender() : THE_KERNEL;
        events.signal(arrival, signal.signal(), sent, sender, outcome, name);
        boolean asksToEnd = outcome != Outcome.DISTRUSTED
                && (Signal.asksToEnd(signal.signal()) || Signal.asksToEnd(sent));
        if (asksToEnd && firstStop == NOT_YET) {
            firstStop = arrival;
            mustLook = true;
        }
        if (asksToEnd && outcome == Outcome.FORWARDED) {
            told = Math.min(told, arrival);
        }
    }

    @Override
    public void signalSent(Signal signal) {
        told = Math.min(told, clock.sinceBoot());
    }

    @Override
    public void limitIsOver() {
        beginsToStop(EventRecords.Kind.LIMIT);
    }

    @Override
    public void inputHasEnded() {
        beginsToStop(EventRecords.Kind.INPUT_ENDED);
    }

    private void beginsToStop(EventRecords.Kind kind) {
        long now = clock.sinceBoot();
        events.happened(now, kind, null);
        firstStop = Math.min(firstStop, now);
        mustLook = true;
    }

    @Override
    public void stepBegan(StopPlan plan, int index) {
        if (plan == StopPlan.KILL_EVERYONE) {
            events.happened(clock.sinceBoot(), EventRecords.Kind.OTHERS_KILLED, null);
        } else {
            events.step(clock.sinceBoot(), plan, index);
            mustLook = true;
        }
    }

    @Override
    public void othersAreTold() {
        othersTold = clock.sinceBoot();
        events.happened(othersTold, EventRecords.Kind.OTHERS_TOLD, null);
        mustLook = true;
    }

    @Override
    public void roundIsOver() {
        if (mustLook) {
            mustLook = false;
            processes.look(clock.sinceBoot());
        }
    }

    @Override
    public void notStarted(ExitStatus status, Line reason) {
        end = clock.sinceBoot();
    }

    @Override
    public void ended(ExitStatus status, HowItEnded how) {
        end = clock.sinceBoot();
        processes.look(end);
    }

    /** From when on a process holds up the end, if it still runs; {@link #NOT_YET} if nobody waits for it. */
    public long holdsUpFrom(int process) {
        if (processes.is(process, ProcessRecords.PROGRAM)) {
            return NOT_YET;
        }
        if (process == command) {
            return told;
        }
        if (processes.is(process, ProcessRecords.EXCEPTION)) {
            return othersTold;
        }
        if (waitsForAll) {
            return Math.min(told, commandEnd);
        }
        return othersTold == NOT_YET ? NOT_YET : commandEnd;
    }

    /** When those were told to end that the command has left; {@link #NOT_YET} if they were not. */
    public long othersTold() {
        return othersTold;
    }

    /** How long the stop plan has sent nothing, while it waited or ran a program. */
    public long heldBack() {
        long firstSent = Math.min(Math.min(told, othersTold), end);
        return firstStop == NOT_YET ? 0 : Math.max(0, firstSent - firstStop);
    }

    /**
     * How long a process has held up the end, which it cannot have done before its start; 0 if it has not. One that its
     * parent has reaped has not: the parent has.
     */
    public long heldUp(int process) {
        long from = holdsUpFrom(process);
        return from == NOT_YET || processes.is(process, ProcessRecords.GONE)
                ? 0
                : Math.max(0, endOf(process) - Math.max(from, processes.start(process)));
    }

    /** When a process has ended, or else the run. */
    public long endOf(int process) {
        return processes.is(process, ProcessRecords.REAPED | ProcessRecords.GONE) ? processes.end(process) : end;
    }

    public ProcessRecords processes() {
        return processes;
    }

    public EventRecords events() {
        return events;
    }

    /** The record of the command, negative if there is none. */
    public int command() {
        return command;
    }

    public WaitStatus commandStatus() {
        return commandStatus;
    }

    public long start() {
        return start;
    }

    public long startSinceEpoch() {
        return startSinceEpoch;
    }

    public long end() {
        return end;
    }

    public long commandEnd() {
        return commandEnd;
    }

    /** When pidone was told to end, or the time limit was over. */
    public long firstStop() {
        return firstStop;
    }

    public int reaped() {
        return reaped;
    }

    /** What all that were reaped came to. */
    public long cpu() {
        return cpu;
    }

    /** The most memory that one of those that were reaped had, in KiB. */
    public long peak() {
        return peak;
    }
}

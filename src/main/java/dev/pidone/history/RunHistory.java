package dev.pidone.history;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import dev.pidone.memory.Line;
import dev.pidone.report.HowItEnded;
import dev.pidone.report.ReportPage;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.stop.StopPlan;

/**
 * What happens while pidone runs, for the page that it writes at its end ({@code --report}). Until then nothing is
 * allocated but native memory, and that is bounded. Times are nanoseconds since the machine was started.
 */
public final class RunHistory {
    /** In place of a time: it has not come. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final String REPORT = "report";
    private static final int LONGEST_NAME = 64;
    private static final int THE_KERNEL = -1;

    private final Kernel kernel;
    private final Log log;
    private final OutputFile file;
    private final String mode;
    private final boolean waitsForAll;
    private final Processes processes;
    private final Events events = new Events();
    private final Line name = new Line(LONGEST_NAME);
    private final WaitStatus commandStatus = WaitStatus.of(0);
    private final long start;
    private final long startSinceEpoch;
    private int command = -1;
    private long commandEnd = NEVER;
    private long firstStop = NEVER;
    private long othersTold = NEVER;
    private boolean mustLook;
    private long arrival;
    private int reaped;
    private long cpu;
    private long peak;
    private long killedForMemory;
    private long memoryLimit;
    private long end;

    private RunHistory(Kernel kernel, Log log, OutputFile file, String mode, boolean waitsForAll, String[] exceptions) {
        this.kernel = kernel;
        this.log = log;
        this.file = file;
        this.mode = mode;
        this.waitsForAll = waitsForAll;
        processes = new Processes(kernel, exceptions);
        start = kernel.sinceBoot();
        startSinceEpoch = kernel.sinceEpoch();
        kernel.tellOfChildren();
    }

    /**
     * Begins a history, before anything is started.
     *
     * @param fileName where the page will be written
     * @param mode what the page is to call it
     * @param waitsForAll whether pidone ends only when no process is left
     * @param exceptions the names of programs that nobody waits for
     * @return {@code null} if the file cannot be written: that is worth a warning, and the run goes on without
     */
    public static RunHistory begin(Kernel kernel, Log log, String fileName, String mode, boolean waitsForAll,
            String[] exceptions) {
        OutputFile file = kernel.openFile(fileName);
        if (!file.isFine()) {
            log.warnOf(Event.REPORT_FAILED, REPORT, file);
            return null;
        }
        return new RunHistory(kernel, log, file, mode, waitsForAll, exceptions);
    }

    /** What {@link Kernel#reap} is to fill in. */
    public ChildEvent newChildEvent() {
        return new ChildEvent(new ProcessDetails());
    }

    /** The command has been started. */
    public void commandStarted(int processId) {
        command = processes.started(processId, Processes.COMMAND, kernel.sinceBoot());
    }

    /** A step of the stop plan has started a program. */
    public void programStarted(int processId) {
        processes.started(processId, Processes.PROGRAM, kernel.sinceBoot());
    }

    /** A child has ended, and has been reaped; or it has stopped. */
    public void childChanged(ChildEvent child) {
        long now = kernel.sinceBoot();
        if (!child.status().ended()) {
            events.happened(now, Events.Kind.STOPPED, child.status().signal());
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

    /** A signal has arrived, and its sender may be about to go; {@link #signalHandled} follows. */
    public void signalArrived(ReceivedSignal signal) {
        arrival = kernel.sinceBoot();
        name.clear();
        if (signal.sentByProcess() && signal.sender() > 0) {
            kernel.describeName(signal.sender(), name);
        }
    }

    /**
     * It has been decided what is to become of the signal that has arrived.
     *
     * @param sent what was to be sent in its place, {@code null} for nothing
     */
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        int sender = signal.sentByProcess() ? signal.sender() : THE_KERNEL;
        events.signal(arrival, signal.signal(), sent, sender, outcome, name);
        boolean asksToEnd = outcome != Outcome.DISTRUSTED
                && (Signal.asksToEnd(signal.signal()) || Signal.asksToEnd(sent));
        if (asksToEnd && firstStop == NEVER) {
            firstStop = arrival;
            mustLook = true;
        }
    }

    /** The time limit is over. */
    public void limitIsOver() {
        long now = kernel.sinceBoot();
        events.happened(now, Events.Kind.LIMIT, null);
        firstStop = Math.min(firstStop, now);
        mustLook = true;
    }

    /** A step of a stop plan has begun. */
    public void stepBegan(StopPlan plan, int index) {
        if (plan != StopPlan.KILL_EVERYONE) {
            events.step(kernel.sinceBoot(), plan, index);
            mustLook = true;
        }
    }

    /** Whoever is left after the command is told to end. */
    public void othersAreTold() {
        othersTold = kernel.sinceBoot();
        events.happened(othersTold, Events.Kind.OTHERS_TOLD, null);
        mustLook = true;
    }

    /** A round of the supervisor is over: what is urgent has been done, and there is time to look around. */
    public void roundIsOver() {
        if (mustLook) {
            mustLook = false;
            processes.look(kernel.sinceBoot());
        }
    }

    /**
     * The kernel has killed processes here for want of memory.
     *
     * @param killed how many
     * @param limit the limit that was reached, in bytes; -1 if it cannot be seen from here
     */
    public void memoryRanOut(long killed, long limit) {
        killedForMemory = killed;
        memoryLimit = limit;
    }

    /** The run has ended: writes the page. */
    public void end(ExitStatus status, HowItEnded how) {
        end(status, how, null);
    }

    /** The command could not be started: writes the page. */
    public void notStarted(ExitStatus status, Line reason) {
        end(status, HowItEnded.NOT_STARTED, reason);
    }

    private void end(ExitStatus status, HowItEnded how, Line reason) {
        end = kernel.sinceBoot();
        if (how != HowItEnded.NOT_STARTED) {
            processes.look(end);
        }
        new ReportPage(this, file).write(status, how, reason);
        file.close();
        if (!file.isFine()) {
            log.warnOf(Event.REPORT_FAILED, REPORT, file);
        }
    }

    /** How many processes were killed for want of memory, as far as that is known. */
    public long killedForMemory() {
        return killedForMemory;
    }

    /** In bytes; -1 if it cannot be seen from here. */
    public long memoryLimit() {
        return memoryLimit;
    }

    /** From when on a process holds up the end, if it still runs; {@link #NEVER} if nobody waits for it. */
    public long holdsUpFrom(int process) {
        if (processes.is(process, Processes.PROGRAM)) {
            return NEVER;
        }
        if (process == command) {
            return firstStop;
        }
        if (processes.is(process, Processes.EXCEPTION)) {
            return othersTold;
        }
        if (waitsForAll) {
            return Math.min(firstStop, commandEnd);
        }
        return othersTold == NEVER ? NEVER : commandEnd;
    }

    /**
     * How long a process has held up the end; 0 if it has not. One that its parent has reaped has not: the parent has.
     */
    public long heldUp(int process) {
        long from = holdsUpFrom(process);
        return from == NEVER || processes.is(process, Processes.GONE) ? 0 : Math.max(0, endOf(process) - from);
    }

    /** When a process has ended, or else the run. */
    public long endOf(int process) {
        return processes.is(process, Processes.REAPED | Processes.GONE) ? processes.end(process) : end;
    }

    public Kernel kernel() {
        return kernel;
    }

    public Processes processes() {
        return processes;
    }

    public Events events() {
        return events;
    }

    public String mode() {
        return mode;
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

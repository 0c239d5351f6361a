package dev.pidone.kernel;

import dev.pidone.memory.Line;

/**
 * What /proc tells of a process (proc(5)), and of one that has ended the kernel's accounts (getrusage(2)). One object
 * serves for all of them.
 */
public final class ProcessDetails {
    /** In place of a number that is not known. */
    public static final long UNKNOWN = -1;

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_COMMAND_LINE = 256;

    private final Line name = new Line(LONGEST_NAME);
    private final Line commandLine = new Line(LONGEST_COMMAND_LINE);
    private char state;
    private int parent;
    private int user;
    private long start;
    private long age;
    private long cpu;
    private long peak;
    private long blockedSignals;
    private long ignoredSignals;
    private long caughtSignals;
    private long pendingSignals;
    private int tracer;
    private int contextSwitches;

    public ProcessDetails() {
        clear();
    }

    /** Forgets what was known. */
    public void clear() {
        set('?', 0);
        setUser(-1);
        setStart(UNKNOWN);
        setAge(UNKNOWN);
        setUsage(UNKNOWN, UNKNOWN);
        setSignals(0, 0, 0);
        setPending(0);
        setTracer(0);
        setContextSwitches(0);
        name.clear();
        commandLine.clear();
    }

    /** @param newState the letter of proc_pid_stat(5) */
    public void set(char newState, int newParent) {
        state = newState;
        parent = newParent;
    }

    /** @param newUser its effective user ID */
    public void setUser(int newUser) {
        user = newUser;
    }

    public void setStart(long nanoseconds) {
        start = nanoseconds;
    }

    public void setAge(long nanoseconds) {
        age = nanoseconds;
    }

    /** What its resources came to. */
    public void setUsage(long cpuNanoseconds, long peakKibibytes) {
        cpu = cpuNanoseconds;
        peak = peakKibibytes;
    }

    /** Sets of signals, as in proc_pid_status(5). */
    public void setSignals(long blocked, long ignored, long caught) {
        blockedSignals = blocked;
        ignoredSignals = ignored;
        caughtSignals = caught;
    }

    /** Those that have been sent to it, or to its first thread, and that it has not taken. */
    public void setPending(long pending) {
        pendingSignals = pending;
    }

    /** @param newTracer the process that traces it (ptrace(2)), 0 for none */
    public void setTracer(int newTracer) {
        tracer = newTracer;
    }

    /** @param newContextSwitches how often it has given up its CPU or lost it, modulo 2 to the 32nd */
    public void setContextSwitches(int newContextSwitches) {
        contextSwitches = newContextSwitches;
    }

    /** The name of its program, as it is or printable; empty if it is not known. May be added to. */
    public Line name() {
        return name;
    }

    /** Its arguments with blanks between them, any bytes; may be added to. Empty if there are none. */
    public Line commandLine() {
        return commandLine;
    }

    public int parent() {
        return parent;
    }

    /** Its effective user ID, -1 if it is not known. */
    public int user() {
        return user;
    }

    /**
     * When it was started, in nanoseconds since the machine was, to 10 ms.
     *
     * @see Kernel#sinceBoot
     */
    public long start() {
        return start;
    }

    /** How long ago that was, in nanoseconds. */
    public long age() {
        return age;
    }

    /** The time that it has kept a CPU busy, in nanoseconds. */
    public long cpu() {
        return cpu;
    }

    /** The most memory that was resident, in KiB. */
    public long peak() {
        return peak;
    }

    /** How often it has given up its CPU or lost it: as long as that stays the same, it has not run. */
    public int contextSwitches() {
        return contextSwitches;
    }

    /** Whether a signal has stopped it. */
    public boolean isStopped() {
        return state == 'T';
    }

    /** Whether its tracer has stopped it: it goes on when that lets it. */
    public boolean isHeldByTracer() {
        return state == 't';
    }

    /** The process that traces it, 0 for none, or for one outside the PID namespace. */
    public int tracer() {
        return tracer;
    }

    /** Whether it has ended and waits to be reaped. */
    public boolean isZombie() {
        return state == 'Z' || state == 'X';
    }

    /** Whether it waits where no signal reaches it. */
    public boolean isUninterruptible() {
        return state == 'D';
    }

    public boolean isRunning() {
        return state == 'R';
    }

    public boolean ignores(Signal signal) {
        return (ignoredSignals & SignalSet.bit(signal)) != 0;
    }

    public boolean blocks(Signal signal) {
        return (blockedSignals & SignalSet.bit(signal)) != 0;
    }

    /** Whether it was sent the signal, and has neither acted on it nor taken it otherwise, as by sigwait(3). */
    public boolean hasPending(Signal signal) {
        return (pendingSignals & SignalSet.bit(signal)) != 0;
    }

    public boolean handles(Signal signal) {
        return (caughtSignals & SignalSet.bit(signal)) != 0;
    }
}

package dev.pidone.kernel;

import dev.pidone.memory.Line;

/** What /proc tells of a process, for messages; one object serves for all of them (proc(5)). */
public final class ProcessDetails {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_COMMAND_LINE = 256;

    private final Line name = new Line(LONGEST_NAME);
    private final Line commandLine = new Line(LONGEST_COMMAND_LINE);
    private char state;
    private int parent;
    private int user;
    private long ageNanoseconds;
    private long cpuNanoseconds;
    private long blockedSignals;
    private long ignoredSignals;
    private long caughtSignals;
    private int contextSwitches;

    /** Forgets what was known. */
    public void clear() {
        set('?', 0);
        setUser(-1);
        setTimes(0, 0);
        setSignals(0, 0, 0);
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

    public void setTimes(long newAgeNanoseconds, long newCpuNanoseconds) {
        ageNanoseconds = newAgeNanoseconds;
        cpuNanoseconds = newCpuNanoseconds;
    }

    /** Sets of signals, as in proc_pid_status(5). */
    public void setSignals(long blocked, long ignored, long caught) {
        blockedSignals = blocked;
        ignoredSignals = ignored;
        caughtSignals = caught;
    }

    /** @param newContextSwitches how often it has given up its CPU or lost it, modulo 2 to the 32nd */
    public void setContextSwitches(int newContextSwitches) {
        contextSwitches = newContextSwitches;
    }

    /** The name of its program, printable; may be added to. */
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

    public long ageNanoseconds() {
        return ageNanoseconds;
    }

    /** The CPU time that it has used. */
    public long cpuNanoseconds() {
        return cpuNanoseconds;
    }

    /** How often it has given up its CPU or lost it: as long as that stays the same, it has not run. */
    public int contextSwitches() {
        return contextSwitches;
    }

    public boolean isStopped() {
        return state == 'T' || state == 't';
    }

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

    public boolean handles(Signal signal) {
        return (caughtSignals & SignalSet.bit(signal)) != 0;
    }
}

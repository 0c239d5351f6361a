package dev.pidone.kernel;

import dev.pidone.memory.Line;

/**
 * What /proc tells of a process (proc_pid_stat(5)), and of one that has ended the kernel's accounts (getrusage(2)). One
 * object serves for all.
 */
public final class ProcessFacts {
    /** In place of a number that is not known. */
    public static final long UNKNOWN = -1;
    private static final int LONGEST_NAME = 64;

    private final Line name = new Line(LONGEST_NAME);
    private long start;
    private long cpu;
    private long peak;
    private boolean zombie;

    public ProcessFacts() {
        clear();
    }

    /** Nothing is known. */
    public void clear() {
        name.clear();
        start = UNKNOWN;
        cpu = UNKNOWN;
        peak = UNKNOWN;
        zombie = false;
    }

    /** The name of its program, as it is: any byte may be in it; empty if it is not known. */
    public Line name() {
        return name;
    }

    /**
     * When it was started, in nanoseconds since the machine was, to 10 ms.
     *
     * @see Kernel#sinceBoot
     */
    public long start() {
        return start;
    }

    /** The time that it has kept a CPU busy, in nanoseconds. */
    public long cpu() {
        return cpu;
    }

    /** The most memory that was resident, in KiB. */
    public long peak() {
        return peak;
    }

    /** Whether it has ended and waits to be reaped. */
    public boolean isZombie() {
        return zombie;
    }

    public void setStart(long nanoseconds) {
        start = nanoseconds;
    }

    /** What its resources came to. */
    public void setUsage(long cpuNanoseconds, long peakKibibytes) {
        cpu = cpuNanoseconds;
        peak = peakKibibytes;
    }

    public void setZombie(boolean isZombie) {
        zombie = isZombie;
    }
}

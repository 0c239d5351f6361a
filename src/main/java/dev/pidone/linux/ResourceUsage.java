package dev.pidone.linux;

/** What pidone's children, and those that these have waited for, have used up to their end (getrusage(2)). */
public final class ResourceUsage {
    private long cpuNanoseconds;
    private long peakBytes;

    public void set(long newCpuNanoseconds, long newPeakBytes) {
        cpuNanoseconds = newCpuNanoseconds;
        peakBytes = newPeakBytes;
    }

    /** CPU time, of all of them. */
    public long cpuNanoseconds() {
        return cpuNanoseconds;
    }

    /** The most memory that one of them has had resident. */
    public long peakBytes() {
        return peakBytes;
    }
}

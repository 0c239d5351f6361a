package dev.pidone.kernel;

/** What the kernel has counted of the memory of the control group in which a container's processes are. */
public final class MemoryUse {
    private long killed;
    private long limit;
    private long peak;
    private boolean isReached;
    private boolean isOfParent;

    /** @param newKilled since the counts were noted */
    public void set(long newKilled, long newLimit, long newPeak, boolean reached, boolean ofParent) {
        killed = newKilled;
        limit = newLimit;
        peak = newPeak;
        isReached = reached;
        isOfParent = ofParent;
    }

    /**
     * How many processes the kernel has killed for want of it: of this group, and in version 2 of those below; -1 if it
     * does not say, or if groups below count for themselves and nobody was killed in this one.
     */
    public long killed() {
        return killed;
    }

    /** The limit that was reached, or the smallest one that can be seen; -1 if there is none. */
    public long limitBytes() {
        return limit;
    }

    /** The most memory that the group has had in use; -1 if the kernel does not say. */
    public long peakBytes() {
        return peak;
    }

    /**
     * Whether the limit was reached. If not, and processes were killed, it was a limit out of sight, such as that of
     * the pod, or the machine was short of memory.
     */
    public boolean wasLimitReached() {
        return isReached;
    }

    /** Whether the limit is that of a group above. */
    public boolean isLimitOfParent() {
        return isOfParent;
    }
}

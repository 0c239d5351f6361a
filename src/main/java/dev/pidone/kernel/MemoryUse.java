package dev.pidone.kernel;

/** What the kernel has counted of the memory of pidone's control group (cgroups(7)). */
public interface MemoryUse {
    /**
     * How many processes the kernel has killed for want of memory: of this group, and in version 2 of those below; -1
     * if it does not say.
     */
    long killed();

    /** The limit that was reached, or the smallest one that can be seen; -1 if there is none. */
    long limitBytes();

    /** The most memory that the group has had in use; -1 if the kernel does not say. */
    long peakBytes();

    /**
     * Whether the limit was reached. If not, and processes were killed, it was a limit out of sight, such as that of
     * the pod, or the machine was short of memory.
     */
    boolean wasLimitReached();

    /** Whether the limit is that of a group above. */
    boolean isLimitOfParent();
}

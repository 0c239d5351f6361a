package dev.pidone.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What ended processes have used (getrusage(2), {@code struct rusage}); one object serves for one after the other. */
public final class ResourceUsage {
    private static final long BYTES = 144;
    /** Offsets, those of times in {@code struct timeval}. */
    private static final long RU_UTIME = 0;
    private static final long RU_STIME = 16;
    private static final long RU_MAXRSS = 32;
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;
    private static final long NANOSECONDS_PER_MICROSECOND = 1000;

    private final MemorySegment usage = Arena.global().allocate(BYTES, Long.BYTES);

    /** Where the kernel is to write it. */
    public long address() {
        return usage.address();
    }

    /** CPU time, of all of them. */
    public long cpuNanoseconds() {
        return time(RU_UTIME) + time(RU_STIME);
    }

    private long time(long offset) {
        return usage.get(ValueLayout.JAVA_LONG, offset) * NANOSECONDS_PER_SECOND
                + usage.get(ValueLayout.JAVA_LONG, offset + Long.BYTES) * NANOSECONDS_PER_MICROSECOND;
    }

    /** The most memory that one of them has had resident, in KiB. */
    public long peakKibibytes() {
        return usage.get(ValueLayout.JAVA_LONG, RU_MAXRSS);
    }
}

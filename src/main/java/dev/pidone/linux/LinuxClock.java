package dev.pidone.linux;

import dev.pidone.io.WallClock;
import dev.pidone.kernel.Clock;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The clocks of the kernel. */
public final class LinuxClock implements Clock {
    private static final long CLOCK_MONOTONIC = 1;
    private static final long CLOCK_BOOTTIME = 7;
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;

    /** {@code struct timespec}. */
    private final MemorySegment time = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);

    @Override
    public long nanoTime() {
        return clock(CLOCK_MONOTONIC);
    }

    @Override
    public long sinceBoot() {
        return clock(CLOCK_BOOTTIME);
    }

    @Override
    public long sinceEpoch() {
        return clock(WallClock.CLOCK_REALTIME);
    }

    private long clock(long which) {
        SystemCall.CLOCK_GETTIME.call(which, time.address());
        return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOSECONDS_PER_SECOND
                + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}

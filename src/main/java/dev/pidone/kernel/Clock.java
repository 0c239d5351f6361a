package dev.pidone.kernel;

/** The clocks (clock_gettime(2)). */
public interface Clock {
    /** In place of a time span in nanoseconds: without a limit, or not at all. */
    long NEVER = -1;

    /** A clock that runs evenly, in nanoseconds from an arbitrary start (CLOCK_MONOTONIC, clock_gettime(2)). */
    long nanoTime();

    /**
     * Nanoseconds since the machine was started, as processes' start times count (CLOCK_BOOTTIME, clock_gettime(2)).
     */
    long sinceBoot();

    /** Nanoseconds since 1970-01-01 UTC, as far as the machine knows (CLOCK_REALTIME, clock_gettime(2)). */
    long sinceEpoch();

    /** The shorter of two time spans, each of which may be {@link #NEVER}. */
    static long shorter(long one, long other) {
        if (one == NEVER) {
            return other;
        }
        return other == NEVER ? one : Math.min(one, other);
    }
}

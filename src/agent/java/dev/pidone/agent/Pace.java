package dev.pidone.agent;

/** How long one waits between two looks at the children. All times are nanoseconds. */
final class Pace {
    /** While nothing is found one waits longer and longer, up to that. */
    static final long IDLE = 2_000_000_000;
    /** Never longer, whatever a look costs. */
    static final long LONGEST = 4_000_000_000L;
    /** Otherwise looking takes at most one part in so many of the time. */
    static final long SHARE = 20;

    private long pause = Reaper.SOON;

    /**
     * @param next when there is something to look for, as far as is known
     * @param cost how long the last look has taken
     */
    long pause(long next, long cost) {
        pause = Math.min(Math.max(next, Reaper.SOON), Math.min(2 * pause, IDLE));
        return Math.max(pause, Math.min(SHARE * cost, LONGEST));
    }
}

package dev.pidone.agent;

/** How long one waits between two looks at the children. All times are nanoseconds. */
final class Pace {
    /** While nothing is found one waits longer and longer, up to that. */
    static final long IDLE = 2_000_000_000;
    /** Looking takes at most one part in so many of the time, but one never waits longer than {@link #IDLE}. */
    static final long SHARE = 20;
    /** What a process costs that was found and reaped: however many there are, that is no idle looking. */
    static final long REAPING = 100_000;

    private long pause = Reaper.SOON;

    /**
     * @param next when there is something to look for, as far as is known
     * @param cost how much CPU time the last look has taken
     * @param reaped how many processes it has reaped
     */
    long pause(long next, long cost, int reaped) {
        pause = Math.min(Math.max(next, Reaper.SOON), Math.min(2 * pause, IDLE));
        return Math.max(pause, Math.min(SHARE * (cost - reaped * REAPING), IDLE));
    }
}

package dev.pidone.supervise;

import dev.pidone.linux.SignalMapping;

/**
 * What the user can choose about supervision.
 *
 * @param mapping which signal is forwarded where another one arrives
 * @param stopTimeout nanoseconds from the first stop signal to SIGKILL; {@link #NO_TIMEOUT} for never
 * @param terminateOrphans whether orphans of the command's session are ended
 * @param warnOnReap whether each reaped orphan is worth a warning
 */
public record Policy(SignalMapping mapping, long stopTimeout, boolean terminateOrphans, boolean warnOnReap) {
    public static final long NO_TIMEOUT = -1;
    /** How long processes that are told to end have for it, where the user has not said. */
    public static final long DEFAULT_GRACE = 5_000_000_000L;

    /** Nanoseconds between TERM and KILL for what is left over or orphaned. */
    long grace() {
        return stopTimeout == NO_TIMEOUT ? DEFAULT_GRACE : stopTimeout;
    }
}

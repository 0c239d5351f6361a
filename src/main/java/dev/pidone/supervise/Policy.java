package dev.pidone.supervise;

import dev.pidone.kernel.SignalMapping;
import dev.pidone.supervise.stop.StopPlan;

/**
 * What the user can choose about supervision.
 *
 * @param mapping which signal is forwarded where another one arrives
 * @param plan what happens from the first signal on that asks to end
 * @param timeLimit nanoseconds from the command's start after which the plan begins by itself; {@link #NO_LIMIT} for
 *     never
 * @param successOnStop whether it is a success if the command ends by a signal that it was sent to end it
 * @param terminateOrphans whether orphans of the command's session are ended
 * @param warnOnReap whether each reaped orphan is worth a warning
 * @param waitReport nanoseconds after which it is said who is waited for; {@link #NO_LIMIT} for never
 */
public record Policy(SignalMapping mapping, StopPlan plan, long timeLimit, boolean successOnStop,
        boolean terminateOrphans, boolean warnOnReap, long waitReport) {
    public static final long NO_LIMIT = -1;
    /** How long processes that are told to end have for it, where the user has not said. */
    public static final long DEFAULT_GRACE = 5_000_000_000L;

    /** What holds where the user has chosen nothing. */
    public static Policy byDefault() {
        return new Policy(new SignalMapping(), StopPlan.NONE, NO_LIMIT, false, false, false, NO_LIMIT);
    }

    /** Nanoseconds between TERM and KILL for what is left over or orphaned. */
    public long grace() {
        long grace = plan.grace();
        return grace < 0 ? DEFAULT_GRACE : grace;
    }
}

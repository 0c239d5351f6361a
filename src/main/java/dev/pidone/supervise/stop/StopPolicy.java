package dev.pidone.supervise.stop;

import dev.pidone.kernel.Clock;

/**
 * What happens when pidone is told to end.
 *
 * @param plan begins with the first signal that asks to end
 * @param timeLimit nanoseconds from the command's start after which the plan begins by itself; {@link Clock#NEVER} for
 *     never
 * @param onInputEnd whether the plan begins when nobody can write to standard input any more
 * @param successOnStop whether it is a success if the command ends by a signal that it was sent to end it
 */
public record StopPolicy(StopPlan plan, long timeLimit, boolean onInputEnd, boolean successOnStop) {
    /** The command takes the time that it needs. */
    public static final StopPolicy NONE = new StopPolicy(StopPlan.NONE, Clock.NEVER, false, false);

    /** How long processes that are told to end have for it, where the user has not said. */
    private static final long DEFAULT_GRACE = 5_000_000_000L;

    /** Nanoseconds between TERM and KILL for what is left over or orphaned. */
    public long grace() {
        long grace = plan.grace();
        return grace < 0 ? DEFAULT_GRACE : grace;
    }
}

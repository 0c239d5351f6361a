package dev.pidone.supervise;

import dev.pidone.kernel.Clock;

/** When supervision is over. */
public interface Ending {
    /** Whether it is. Asked after every round. */
    boolean isReached();

    /**
     * After how many nanoseconds to ask again although nothing has happened; {@link Clock#NEVER} where every change
     * that matters is an event.
     */
    default long recheckNanoseconds() {
        return Clock.NEVER;
    }
}

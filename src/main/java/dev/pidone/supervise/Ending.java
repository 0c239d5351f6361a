package dev.pidone.supervise;

import dev.pidone.kernel.Kernel;

/** When supervision is over. */
public interface Ending {
    boolean isReached(Supervisor supervisor);

    /**
     * After how many nanoseconds to ask again although nothing has happened; {@link Kernel#FOREVER} where every change
     * that matters is an event.
     */
    default long recheckNanoseconds() {
        return Kernel.FOREVER;
    }
}

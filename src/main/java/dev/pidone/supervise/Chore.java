package dev.pidone.supervise;

import dev.pidone.kernel.Clock;

/** Something that has to be done at a certain time, although nothing happens. */
public interface Chore {
    /** Nanoseconds until it is due; {@link Clock#NEVER} while there is nothing to do. */
    long dueIn();

    /** Does what is due, if anything is. Called after every round. */
    void perform();
}

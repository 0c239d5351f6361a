package dev.pidone.supervise;

import dev.pidone.kernel.Kernel;

/** Something that supervision has to do at a certain time, although nothing happens. */
public interface Chore {
    /** Nanoseconds until it is due; {@link Kernel#FOREVER} while there is nothing to do. */
    long dueIn();

    /** Does what is due, if anything is. Called after every round. */
    void perform(Supervisor supervisor);
}

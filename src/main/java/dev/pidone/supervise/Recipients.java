package dev.pidone.supervise;

import dev.pidone.linux.Signal;

/** Who is sent the signals that pidone receives. */
public interface Recipients {
    /**
     * Forwards a signal.
     *
     * @return false if there is nobody that it could be sent to
     */
    boolean send(Signal signal, Supervisor supervisor);

    /** Whether all of the command's process group is among them. */
    default boolean includeCommandGroup() {
        return false;
    }
}

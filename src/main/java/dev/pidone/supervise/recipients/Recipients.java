package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Signal;

/** Who is sent the signals that pidone receives. */
public interface Recipients {
    /**
     * Forwards a signal.
     *
     * @return false if there is nobody that it could be sent to
     */
    boolean send(Signal signal);

    /**
     * Whom the kernel layer can send a signal to without asking here.
     *
     * @return a target as of {@link dev.pidone.kernel.Events#forwardDirectly}, 0 if it has to ask
     */
    default int directTarget() {
        return 0;
    }

    /** Whether all of the command's process group is among them. */
    default boolean includeCommandGroup() {
        return false;
    }
}

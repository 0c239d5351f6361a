package dev.pidone.kernel;

import dev.pidone.memory.Line;

/** A command that could not be started. */
public final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Line reason;
    private final transient ExitStatus exitStatus;

    /**
     * @param reason what could not be executed and why
     * @param exitStatus the status that pidone ends with for it: 125, 126 or 127
     */
    public LaunchException(Line reason, ExitStatus exitStatus) {
        this.reason = reason;
        this.exitStatus = exitStatus;
    }

    /** What could not be executed and why. */
    public Line reason() {
        return reason;
    }

    public ExitStatus exitStatus() {
        return exitStatus;
    }

    @Override
    public String getMessage() {
        return reason.toString();
    }
}

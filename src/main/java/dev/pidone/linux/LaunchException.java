package dev.pidone.linux;

/** A command that could not be started. */
public final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ExitStatus exitStatus;

    /**
     * @param message what could not be executed and why
     * @param exitStatus the status that pidone ends with for it: 125, 126 or 127
     */
    public LaunchException(String message, ExitStatus exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    public ExitStatus exitStatus() {
        return exitStatus;
    }
}

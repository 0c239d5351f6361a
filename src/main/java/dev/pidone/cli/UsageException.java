package dev.pidone.cli;

/** pidone was called wrongly; the message is one line that says with what and what is allowed. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}

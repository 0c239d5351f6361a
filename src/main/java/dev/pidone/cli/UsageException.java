package dev.pidone.cli;

import dev.pidone.memory.Line;

/** pidone was called wrongly. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Line reason;
    private boolean inJson;
    private String terminationLog;

    /** @param reason says with what and what is allowed */
    UsageException(Line reason) {
        this.reason = reason;
    }

    /** Whether messages are to be in JSON, as far as the call can be understood. */
    public boolean inJson() {
        return inJson;
    }

    void setInJson(boolean wanted) {
        inJson = wanted;
    }

    /**
     * The file of the termination log, one char a byte, as far as the call can be understood; {@code null} for none.
     */
    public String terminationLog() {
        return terminationLog;
    }

    void setTerminationLog(String file) {
        terminationLog = file;
    }

    /** One line that says with what it was called and what is allowed. */
    public Line reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return reason.toString();
    }
}

package dev.pidone.kernel;

/**
 * The status with which a process ends, 0 to 255 (_exit(2)). The numbers with a meaning are those of the shells and of
 * {@code docker run}.
 *
 * @param code 0 to 255
 */
public record ExitStatus(int code) {
    public static final ExitStatus SUCCESS = new ExitStatus(0);
    /** The time limit was over: as timeout(1) says it. */
    public static final ExitStatus TIME_LIMIT = new ExitStatus(124);
    /** pidone itself failed, or was called wrongly. */
    public static final ExitStatus PIDONE_FAILED = new ExitStatus(125);
    /** The command was found, but cannot be executed. */
    public static final ExitStatus CANNOT_EXECUTE = new ExitStatus(126);
    /** The command was not found. */
    public static final ExitStatus NOT_FOUND = new ExitStatus(127);

    /** What is added to the number of the signal that killed a process. */
    public static final int KILLED = 128;

    public ExitStatus {
        if (code < 0 || code > 255) {
            throw new IllegalArgumentException("no exit status: " + code);
        }
    }
}

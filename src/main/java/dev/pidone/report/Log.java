package dev.pidone.report;

/**
 * What pidone has to say while it supervises, on standard error.
 *
 * <p>
 * A call never blocks and never fails: the message is handed to a thread of its own, since standard error may be a full
 * pipe or a stopped terminal, and dropped and counted if that thread cannot keep up. Neither that thread nor SLF4J nor
 * Logback exists before there is a first message to write.
 */
public final class Log {
    /** How important a message is; those below a log's threshold are not written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    private final Level threshold;
    private LogThread thread;

    /** @param threshold the least important level that is written */
    public Log(Level threshold) {
        this.threshold = threshold;
    }

    /** Whether messages of a level are written; ask before composing one that is often not. */
    public boolean writes(Level level) {
        return level.ordinal() <= threshold.ordinal();
    }

    public void error(String message) {
        log(Level.ERROR, message);
    }

    public void warn(String message) {
        log(Level.WARN, message);
    }

    public void info(String message) {
        log(Level.INFO, message);
    }

    public void debug(String message) {
        log(Level.DEBUG, message);
    }

    public void trace(String message) {
        log(Level.TRACE, message);
    }

    private void log(Level level, String message) {
        if (!writes(level)) {
            return;
        }
        try {
            if (thread == null) {
                LogThread started = new LogThread();
                started.start();
                thread = started;
            }
            thread.offer(level, message);
        } catch (OutOfMemoryError e) {
            // No memory for a message, or no thread (pids limit): the command matters more than what is said of it.
            return;
        }
    }

    /**
     * Waits until everything is written, but not for a reader of standard error that does not read.
     */
    public void flush() {
        if (thread != null) {
            thread.flush();
        }
    }
}

package dev.pidone.report;

import dev.pidone.linux.Line;

/**
 * What pidone has to say while it supervises, on standard error.
 *
 * <p>
 * Messages are composed in one line that serves for all of them, and nothing is composed that is not written: {@code if
 * (log.writes(level)) log.begin(level)...end()}. A call never blocks, never fails and allocates nothing.
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

    static final int LONGEST_LINE = 1024;

    private final Level threshold;
    private final LogWriter writer;
    private final Line line = new Line(LONGEST_LINE);
    private Level level;

    /** @param threshold the least important level that is written */
    public Log(Level threshold, LogWriter writer) {
        this.threshold = threshold;
        this.writer = writer;
    }

    /** A log of nothing but warnings and errors, to the same place. */
    public Log quieter() {
        return new Log(writes(Level.WARN) ? Level.WARN : Level.ERROR, writer);
    }

    /** Whether messages of a level are written. */
    public boolean writes(Level wanted) {
        return wanted.ordinal() <= threshold.ordinal();
    }

    /** Begins a message; what it is to say is added to the line, and {@link #end} writes it. */
    public Line begin(Level newLevel) {
        level = newLevel;
        return line.clear().text("pidone: ").text(newLevel.name()).text(": ");
    }

    /** Writes the message that was begun. */
    public void end() {
        line.end();
        writer.write(level, line);
    }

    /** Writes the message that was begun, with something at its end. */
    public void endWith(String text) {
        line.text(text);
        end();
    }

    /** Writes a message that is always the same. */
    public void log(Level wanted, String message) {
        if (writes(wanted)) {
            begin(wanted).text(message);
            end();
        }
    }

    public void error(String message) {
        log(Level.ERROR, message);
    }

    public void warn(String message) {
        log(Level.WARN, message);
    }
}

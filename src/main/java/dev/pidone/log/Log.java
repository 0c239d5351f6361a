package dev.pidone.log;

import dev.pidone.io.OutputFile;
import dev.pidone.kernel.Clock;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;

/**
 * What pidone has to say while it supervises, on standard error.
 *
 * <p>
 * Messages are composed in one object that serves for all of them, and nothing is composed that is not written: {@code
 * if (log.writes(level)) log.begin(level, event)...end()}. A call never blocks, never fails and allocates nothing.
 */
public final class Log {
    private static final int LONGEST_FILE_NAME = 4096;

    private final Level threshold;
    private final LogWriter writer;
    private final Message message;

    /**
     * @param threshold the least important level that is written
     * @param environment may be against colours
     * @param clock has the time since the start
     */
    public Log(Level threshold, LogStyle style, NativeStrings environment, LogWriter writer, Clock clock) {
        this(threshold, writer,
                style.json()
                        ? Message.inJson(writer, clock)
                        : Message.forPeople(writer, style.color(), environment,
                                threshold.ordinal() >= Level.INFO.ordinal() ? clock : null));
    }

    /** A log for machines. */
    public static Log inJson(Level threshold, LogWriter writer, Clock clock) {
        return new Log(threshold, writer, Message.inJson(writer, clock));
    }

    /** A log for people, without colours and times. */
    public Log(Level threshold, LogWriter writer) {
        this(threshold, writer, Message.forPeople(writer, LogStyle.Color.NEVER, null, null));
    }

    private Log(Level threshold, LogWriter writer, Message message) {
        this.threshold = threshold;
        this.writer = writer;
        this.message = message;
    }

    /** A log of nothing but warnings and errors, to the same place. */
    public Log quieter() {
        return new Log(writes(Level.WARN) ? Level.WARN : Level.ERROR, writer, message);
    }

    /** Whether messages of a level are written. */
    public boolean writes(Level wanted) {
        return wanted.ordinal() <= threshold.ordinal();
    }

    /** Begins a message; what it is to say is added to it, and {@link Message#end} writes it. */
    public Message begin(Level level, Event event) {
        return message.begin(level, event);
    }

    /** Writes a message that is always the same. */
    public void log(Level wanted, Event event, String text) {
        if (writes(wanted)) {
            begin(wanted, event).text(text).end();
        }
    }

    /** Warns of a file that cannot be written. */
    public void warnOf(Event event, String what, OutputFile file) {
        if (writes(Level.WARN)) {
            begin(Level.WARN, event).text("cannot write the ").text(what).text(" ")
                    .line(file.describeFailure(new Line(LONGEST_FILE_NAME))).end();
        }
    }

    public void warn(Event event, String text) {
        log(Level.WARN, event, text);
    }
}

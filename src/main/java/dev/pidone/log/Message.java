package dev.pidone.log;

import dev.pidone.io.WallClock;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;

/**
 * A message under construction: a text for people and, where the log is in JSON, the same as fields for machines. What
 * is added with a name stands in both. One object serves for all messages.
 */
public final class Message {
    static final int LONGEST_LINE = 1024;
    /** Of each byte of a text six can come in JSON, and one value may be as long as a line. */
    private static final int LONGEST_FIELDS = 8 * LONGEST_LINE;
    public static final int LONGEST_JSON = 6 * LONGEST_LINE + LONGEST_FIELDS + 256;
    private static final String PREFIX = "pidone: ";
    private static final int SECONDS_WIDTH = 3;
    private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000;
    private static final int MILLISECONDS_PER_SECOND = 1000;

    private final LogWriter writer;
    private final Line text = new Line(LONGEST_LINE);
    /** {@code null} where the log is for people. */
    private final Line fields;
    private final Line json;
    private final Line scratch;
    private final WallClock wallClock;
    private final LogStyle.Color color;
    private final NativeStrings environment;
    /** {@code null} where messages do not tell their time. */
    private final Clock clock;
    private final long start;
    private Level level;
    private Event event;
    private boolean colorIsKnown;
    private boolean colored;
    /** Whether a comma has to stand before the next field. */
    private boolean follows;
    private boolean inItem;
    /** Where the words begin, behind the level and the time. */
    private int begin;

    private Message(LogWriter writer, boolean isJson, LogStyle.Color color, NativeStrings environment, Clock clock) {
        this.writer = writer;
        this.color = color;
        this.environment = environment;
        this.clock = clock;
        fields = isJson ? new Line(LONGEST_FIELDS) : null;
        json = isJson ? new Line(LONGEST_JSON) : null;
        scratch = isJson ? new Line(LONGEST_LINE) : null;
        wallClock = isJson ? new WallClock() : null;
        start = clock == null ? 0 : clock.nanoTime();
    }

    /** @param clock has the time since the start, {@code null} to leave it out */
    static Message forPeople(LogWriter writer, LogStyle.Color color, NativeStrings environment, Clock clock) {
        return new Message(writer, false, color, environment, clock);
    }

    static Message inJson(LogWriter writer, Clock clock) {
        return new Message(writer, true, LogStyle.Color.NEVER, null, clock);
    }

    Message begin(Level newLevel, Event newEvent) {
        level = newLevel;
        event = newEvent;
        text.clear();
        if (fields != null) {
            fields.clear();
            follows = true;
            begin = 0;
            return this;
        }
        text.text(PREFIX);
        beginColor();
        text.text(level.name()).text(": ");
        endColor();
        if (clock != null) {
            text.text("[");
            int from = text.length();
            seconds(text, clock.nanoTime() - start);
            text.padLeft(from, SECONDS_WIDTH + 4).text("s] ");
        }
        begin = text.length();
        return this;
    }

    private void beginColor() {
        if (!colorIsKnown) {
            colorIsKnown = true;
            colored = color == LogStyle.Color.ALWAYS || color == LogStyle.Color.AUTO && isForColors();
        }
        if (colored) {
            text.text(switch (level) {
                case ERROR -> "\u001b[1;31m";
                case WARN -> "\u001b[33m";
                case INFO -> "\u001b[32m";
                case DEBUG, TRACE -> "\u001b[2m";
            });
        }
    }

    /** NO_COLOR counts if it is set and not empty (no-color.org). */
    private boolean isForColors() {
        int refusal = environment.indexOf("NO_COLOR=");
        int terminal = environment.indexOf("TERM=dumb");
        return (refusal < 0 || environment.isEqual(refusal, "NO_COLOR="))
                && (terminal < 0 || !environment.isEqual(terminal, "TERM=dumb")) && writer.isTerminal();
    }

    private void endColor() {
        if (colored) {
            text.text("\u001b[0m");
        }
    }

    /** Writes the message if the log is for people: what tables need, for instance, and machines do not. */
    public void endIfText() {
        if (fields == null) {
            end();
        }
    }

    /** Writes the message. */
    public void end() {
        if (fields == null) {
            text.end();
            writer.write(level, text);
            return;
        }
        json.clear().text("{\"time\":\"");
        wallClock.addTo(json);
        json.text("\",\"elapsed\":");
        seconds(json, clock.nanoTime() - start);
        json.text(",\"level\":\"").text(level.name()).text("\",\"event\":\"").text(event.id()).text("\",\"message\":");
        Json.string(json, text);
        json.line(fields).text("}\n");
        writer.write(level, json);
    }

    /** Adds seconds with three digits behind the point. */
    private static void seconds(Line line, long nanoseconds) {
        long milliseconds = Math.max(0, nanoseconds) / NANOSECONDS_PER_MILLISECOND;
        int rest = (int) (milliseconds % MILLISECONDS_PER_SECOND);
        line.number(milliseconds / MILLISECONDS_PER_SECOND).text(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
                .number(rest);
    }

    /** Adds a text that is no field. */
    public Message text(String words) {
        text.text(words);
        return this;
    }

    /** Adds a string of bytes that is no field, printable. */
    public Message printable(String words) {
        text.printable(words);
        return this;
    }

    /** Adds another line's text, which is no field. */
    public Message line(Line words) {
        text.line(words);
        return this;
    }

    /** Fills up to a column with blanks, as in a table; columns are counted from where the words begin. */
    public Message column(int column) {
        text.padTo(begin + column);
        return this;
    }

    /** Adds the words so far to a line, without the level and the time. */
    public Message copyTo(Line line) {
        for (int index = begin; index < text.length(); index++) {
            line.add((byte) text.at(index));
        }
        return this;
    }

    /** Adds a number. */
    public Message number(String name, long number) {
        text.number(number);
        return field(name, number);
    }

    /** Adds a number for machines only. */
    public Message field(String name, long number) {
        if (fields != null) {
            name(name).number(number);
        }
        return this;
    }

    /** Adds a word for machines only. */
    public Message field(String name, String word) {
        if (fields != null) {
            name(name).text("\"").text(word).text("\"");
        }
        return this;
    }

    /** Adds whether something is so, for machines only. */
    public Message field(String name, boolean value) {
        if (fields != null) {
            name(name).text(value ? "true" : "false");
        }
        return this;
    }

    private Line name(String name) {
        fields.text(follows ? ",\"" : "\"").text(name).text("\":");
        follows = true;
        return fields;
    }

    /** Adds a process ID. */
    public Message pid(int processId) {
        text.text("pid=");
        return number("pid", processId);
    }

    /**
     * Adds a user: {@code root}, or a word and the number of the user's ID, which has 32 bits; {@code ?} if it is not
     * known.
     */
    public Message user(String word, String name, int user) {
        if (user == -1) {
            return text("?");
        }
        if (user == 0) {
            return text("root").field(name, 0);
        }
        return text(word).number(name, Integer.toUnsignedLong(user));
    }

    /** Adds a signal. */
    public Message signal(String name, Signal signal) {
        signal.addTo(text);
        return signalField(name, signal);
    }

    private Message signalField(String name, Signal signal) {
        if (fields != null) {
            signal.addTo(name(name).text("\"")).text("\"");
        }
        return this;
    }

    /** Adds what became of a child: {@code exited with status 3}. */
    public Message status(WaitStatus status) {
        status.describe(text);
        if (!status.isStopped()) {
            field("status", status.exitCode());
        }
        return status.exited() ? this : signalField("signal", status.signal());
    }

    /** Adds an error's name and what it means. */
    public Message errno(int number) {
        text.errno(number);
        return field("errno", number);
    }

    /** Adds a string of bytes in quotes. */
    public Message quoted(String name, NativeStrings strings, int index) {
        text.quoted(strings, index);
        if (fields != null) {
            value(name, scratch.clear().text(strings, index));
        }
        return this;
    }

    /** Adds the name of the program that a process runs, in parentheses. */
    public Message program(Processes processes, int processId) {
        text.text("(");
        program("program", processes, processId);
        text.text(")");
        return this;
    }

    private void program(String name, Processes processes, int processId) {
        if (fields == null) {
            processes.describeName(processId, text);
        } else {
            processes.describeName(processId, scratch.clear());
            text.line(scratch);
            field(name, scratch);
        }
    }

    /** Adds a string of bytes, printable. */
    public Message value(String name, Line value) {
        text.printable(value);
        return field(name, value);
    }

    /** Adds a string of bytes for machines only. */
    public Message field(String name, Line value) {
        if (fields != null) {
            Json.string(name(name), value);
        }
        return this;
    }

    /** Adds a time span. */
    public Message duration(String name, long nanoseconds) {
        text.duration(nanoseconds);
        if (fields != null) {
            seconds(name(name), nanoseconds);
        }
        return this;
    }

    /** Adds an amount of memory. */
    public Message bytes(String name, long bytes) {
        text.size(bytes);
        return field(name, bytes);
    }

    /** Begins a list of objects, for machines only: {@link #item} begins each of them. */
    public Message list(String name) {
        if (fields != null) {
            name(name).text("[");
            inItem = false;
        }
        return this;
    }

    /** Begins the next object of a list: what is added from now on belongs to it. */
    public Message item() {
        if (fields != null) {
            fields.text(inItem ? "},{" : "{");
            inItem = true;
            follows = false;
        }
        return this;
    }

    /** Ends a list. */
    public Message endList() {
        if (fields != null) {
            fields.text(inItem ? "}]" : "]");
            follows = true;
        }
        return this;
    }
}

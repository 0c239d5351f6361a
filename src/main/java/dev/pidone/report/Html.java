package dev.pidone.report;

import dev.pidone.io.BuiltText;
import dev.pidone.io.OutputFile;
import dev.pidone.io.WallClock;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.memory.Utf8;

/**
 * Writes HTML that is XML as well, through one buffer. Names come from strangers and may hold any byte: what is not
 * valid UTF-8, or would not be seen, is replaced.
 */
final class Html {
    private static final int BUFFER_BYTES = 8192;
    private static final int LONGEST_WORD = 32;
    private static final int DELETE = 0x7f;
    private static final int LAST_OF_ONE_BYTE = 0x7f;
    private static final int LAST_OF_TWO_BYTES = 0x7ff;
    private static final int LAST_OF_THREE_BYTES = 0xffff;
    private static final int MOST_BYTES = 4;
    private static final int DECIMALS = 2;
    private static final long KIBIBYTES = 1024;

    private final OutputFile file;
    private final Line buffer = new Line(BUFFER_BYTES);
    private final Line scratch = new Line(LONGEST_WORD);
    /** What has come of a character so far. */
    private final Line begun = new Line(MOST_BYTES);

    Html(OutputFile file) {
        this.file = file;
    }

    void flush() {
        file.write(buffer);
        buffer.clear();
    }

    private void put(int value) {
        if (buffer.length() == BUFFER_BYTES) {
            flush();
        }
        buffer.add((byte) value);
    }

    /** Adds a text of pidone's own as it is. */
    Html raw(String text) {
        for (int index = 0; index < text.length(); index++) {
            encode(text.charAt(index));
        }
        return this;
    }

    /** Adds a text that the build has made, up to the end of a line. */
    Html built(int number, int from) {
        int offset = from;
        for (int value = BuiltText.at(number, offset); value != 0
                && value != '\n'; value = BuiltText.at(number, offset)) {
            put(value);
            offset++;
        }
        return this;
    }

    Html signal(Signal signal) {
        return line(signal.addTo(scratch.clear()));
    }

    /** Adds a line that holds nothing that means something in HTML. */
    private Html line(Line line) {
        for (int index = 0; index < line.length(); index++) {
            put(line.at(index));
        }
        return this;
    }

    /** Adds a number, with commas between groups of three digits. */
    Html number(long number) {
        return number < 1000
                ? plainNumber(number)
                : number(number / 1000).raw(",").line(scratch.clear().digits((int) (number % 1000), 3));
    }

    /** Adds a process ID or a status: digits only. */
    Html plainNumber(long number) {
        return line(scratch.clear().number(number));
    }

    /** Adds a text that may hold anything. */
    Html text(Line text) {
        return text(text, 0);
    }

    /** Adds a text that may hold anything, but for its beginning and the end of its line. */
    Html text(Line text, int from) {
        for (int index = from; index < text.length() && text.at(index) != '\n'; index++) {
            textByte(text.at(index));
        }
        return endText();
    }

    /** Adds the next byte of a text that may hold anything; {@link #endText} follows the last. */
    void textByte(int value) {
        if (begun.length() > 0 && !Utf8.continues(begun.at(0), begun.length(), value)) {
            endText();
        }
        begun.add((byte) value);
    }

    /** Begins a text whose words a browser is not to break, at a hyphen for instance. */
    Html beginWords() {
        return raw("<span>");
    }

    /** Adds the next byte of such a text. */
    void wordByte(int value) {
        if (value == ' ') {
            endText().raw("</span> <span>");
        } else {
            textByte(value);
        }
    }

    Html endWords() {
        return raw("</span>");
    }

    /** What has begun ends here, complete or not. */
    Html endText() {
        if (begun.length() > 0) {
            character(begun.character(0));
            begun.clear();
        }
        return this;
    }

    private void character(int value) {
        switch (value) {
            case '&' -> raw("&amp;");
            case '<' -> raw("&lt;");
            case '>' -> raw("&gt;");
            case '"' -> raw("&quot;");
            default -> {
                if (value < ' ' || value == DELETE) {
                    // As in messages; not every font has pictures of control characters.
                    raw("\\x").line(scratch.clear().hexadecimal(value));
                } else {
                    encode(visible(value));
                }
            }
        }
    }

    private static int visible(int value) {
        return Utf8.isInvisible(value) || (value & 0xfffe) == 0xfffe ? Utf8.REPLACEMENT : value;
    }

    private void encode(int value) {
        if (value <= LAST_OF_ONE_BYTE) {
            put(value);
        } else if (value <= LAST_OF_TWO_BYTES) {
            put(0xc0 | value >> 6);
            put(0x80 | value & 0x3f);
        } else if (value <= LAST_OF_THREE_BYTES) {
            put(0xe0 | value >> 12);
            put(0x80 | value >> 6 & 0x3f);
            put(0x80 | value & 0x3f);
        } else {
            put(0xf0 | value >> 18);
            put(0x80 | value >> 12 & 0x3f);
            put(0x80 | value >> 6 & 0x3f);
            put(0x80 | value & 0x3f);
        }
    }

    /** Adds a time that something took, as exactly as one wants to read it: {@code 12 ms}, {@code 1.50 s}. */
    Html duration(long nanoseconds) {
        return line(scratch.clear().duration(nanoseconds, DECIMALS));
    }

    /** Adds an amount of memory. */
    Html memory(long kibibytes) {
        if (kibibytes < KIBIBYTES) {
            return number(kibibytes).raw(" KiB");
        }
        long unit = kibibytes < KIBIBYTES * KIBIBYTES ? KIBIBYTES : KIBIBYTES * KIBIBYTES;
        number(kibibytes / unit).raw(".");
        put('0' + (int) (kibibytes % unit * 10 / unit));
        return raw(unit == KIBIBYTES ? " MiB" : " GiB");
    }

    /** Adds a moment as ISO 8601 has it, to the millisecond: {@code 2026-01-31T23:59:59.123Z}. */
    Html moment(long nanosecondsSinceEpoch) {
        WallClock.add(scratch.clear(), nanosecondsSinceEpoch);
        return line(scratch);
    }
}

package dev.pidone.log;

import dev.pidone.memory.Line;
import dev.pidone.memory.Utf8;

/** Parts of an object of JSON (RFC 8259). What is not valid UTF-8 becomes U+FFFD: a line in JSON always is. */
final class Json {
    private static final String REPLACEMENT = "\\ufffd";
    private static final int LOWEST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;

    private Json() {
    }

    /** Adds a string, in its quotes. */
    static void string(Line into, Line text) {
        into.text("\"");
        int at = 0;
        while (at < text.length()) {
            at += character(into, text, at);
        }
        into.text("\"");
    }

    /** Adds a character; returns how many bytes of the text it has had. */
    private static int character(Line into, Line text, int at) {
        int length = text.characterLength(at);
        int value = text.character(at);
        if (value == Utf8.REPLACEMENT) {
            into.text(REPLACEMENT);
        } else if (value == '"' || value == '\\') {
            into.add((byte) '\\').add((byte) value);
        } else if (value < LOWEST_PRINTABLE || value == DELETE || Utf8.isInvisible(value)) {
            into.text("\\u").hexadecimal(value >> 8).hexadecimal(value & 0xff);
        } else {
            for (int offset = 0; offset < length; offset++) {
                into.add((byte) text.at(at + offset));
            }
        }
        return length;
    }
}

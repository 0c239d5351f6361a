package dev.pidone.log;

import dev.pidone.memory.Line;

/** Parts of an object of JSON (RFC 8259). What is not valid UTF-8 becomes U+FFFD: a line in JSON always is. */
final class Json {
    private static final String REPLACEMENT = "\\ufffd";
    private static final String HEXADECIMAL = "0123456789abcdef";
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
        int length = sequence(text, at);
        if (length == 0) {
            into.text(REPLACEMENT);
            return 1;
        }
        int value = text.at(at);
        if (value == '"' || value == '\\') {
            into.add((byte) '\\').add((byte) value);
        } else if (value < LOWEST_PRINTABLE || value == DELETE) {
            into.text("\\u00").add((byte) HEXADECIMAL.charAt(value >> 4)).add((byte) HEXADECIMAL.charAt(value & 15));
        } else {
            for (int offset = 0; offset < length; offset++) {
                into.add((byte) text.at(at + offset));
            }
        }
        return length;
    }

    /** How many bytes the character at an index has in UTF-8, 0 if it is none (RFC 3629). */
    private static int sequence(Line text, int at) {
        int first = text.at(at);
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xc2 && first < 0xe0
                ? 2
                : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
        if (length == 0 || at + length > text.length()) {
            return 0;
        }
        int second = text.at(at + 1);
        boolean tooLong = first == 0xe0 && second < 0xa0 || first == 0xf0 && second < 0x90;
        boolean noCharacter = first == 0xed && second >= 0xa0 || first == 0xf4 && second >= 0x90;
        for (int offset = 1; offset < length; offset++) {
            if ((text.at(at + offset) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return tooLong || noCharacter ? 0 : length;
    }
}

package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
    private static String decode(String bytes) {
        Line text = new Line(64).text(bytes);
        StringBuilder characters = new StringBuilder();
        for (int at = 0; at < text.length(); at += text.characterLength(at)) {
            characters.appendCodePoint(text.character(at));
        }
        return characters.toString();
    }

    @Test
    void everyCharacterIsUnderstood() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                String text = "a" + Character.toString(character) + "b";
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                assertEquals(text, decode(new String(bytes, StandardCharsets.ISO_8859_1)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"a\u00ffb, a\ufffdb", "\u0080\u0080, \ufffd\ufffd", "\u00e2\u0082, \ufffd", "\u00e2\u0082x, \ufffdx",
            "\u00e2\u0082\u00e2\u0082\u00ac, \ufffd\u20ac", "\u00c0\u00af, \ufffd", "\u00e0\u009f\u00bf, \ufffd",
            "\u00f0\u008f\u00bf\u00bf, \ufffd", "\u00ed\u00a0\u0080, \ufffd", "\u00f4\u0090\u0080\u0080, \ufffd",
            "\u00f8\u0088\u0080, \ufffd\ufffd\ufffd"})
    void whatIsNoneIsReplaced(String bytes, String expected) {
        assertEquals(expected, decode(bytes));
    }
}

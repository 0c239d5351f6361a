package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void ordinaryTextIsQuoted() {
        assertEquals("'ls -l'", Printable.of("ls -l"));
        assertEquals("''", Printable.of(""));
    }

    @Test
    void controlCharactersBecomeTheirNumbers() {
        assertEquals("'a\\x0ab'", Printable.of("a\nb"));
        assertEquals("'\\x00\\x1b[2J\\x7f'", Printable.of("\0\u001b[2J\u007f"));
        for (char c = 0; c < ' '; c++) {
            assertEquals("\\x%02x".formatted((int) c), Printable.line(String.valueOf(c)));
        }
    }

    @Test
    void bytesThatAreNoAsciiStay() {
        assertEquals("'caf\u00c3\u00a9 \u0080\u00ff'", Printable.of("caf\u00c3\u00a9 \u0080\u00ff"));
    }

    @Test
    void aLineIsNotQuoted() {
        assertEquals("it's a\\x0dline", Printable.line("it's a\rline"));
    }
}

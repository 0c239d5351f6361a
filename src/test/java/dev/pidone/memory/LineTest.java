package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pidone.syscall.Errno;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    private final Line line = new Line(64);

    @Test
    void textIsAddedByteByByte() {
        assertEquals("caf\u00e9 \u00ff", line.text("caf\u00e9").text(" ").text("\u00ff").toString());
        assertEquals(6, line.length());
        assertEquals("", line.clear().toString());
        assertEquals(0, line.length());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, 42, 1234567890, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberIsDecimal(long number) {
        assertEquals(String.valueOf(number), line.number(number).toString());
    }

    @Test
    void numbersFollowEachOther() {
        assertEquals("1,-23,456", line.number(1).text(",").number(-23).text(",").number(456).toString());
    }

    @ParameterizedTest
    @CsvSource({"1, EPERM (operation not permitted)", "2, ENOENT (no such file or directory)", "4095, error 4095"})
    void anErrorIsCalledByItsNameAndExplained(int number, String text) {
        assertEquals(text, line.errno(number).toString());
    }

    @Test
    void everyKnownErrorHasItsName() {
        for (Errno errno : Errno.values()) {
            assertSame(errno, Errno.of(errno.number()));
            assertEquals(errno + " (" + errno.description() + ")", line.clear().errno(errno.number()).toString());
        }
    }

    @Test
    void ordinaryTextIsPrintable() {
        assertEquals("ls -l ~ it's", line.printable("ls -l ~ it's").toString());
    }

    @Test
    void controlCharactersBecomeTheirNumbers() {
        assertEquals("a\\x0ab\\x1b[2J\\x7f\\x00", line.printable("a\nb\u001b[2J\u007f\0").toString());
        for (int value = 0; value < ' '; value++) {
            assertEquals("\\x%02x".formatted(value), line.clear().printable(value).toString());
        }
    }

    /** U+0080 to U+009F, of which U+009B begins escape sequences: a terminal that decodes UTF-8 obeys them. */
    @Test
    void controlCharactersOfTwoBytesBecomeTheirNumbersToo() {
        assertEquals("a\u00c2\\x9b2J", line.printable("a\u00c2\u009b2J").toString());
        assertEquals("\u00c2\\x80\u00c2\u00a0", line.clear().printable("\u00c2\u0080\u00c2\u00a0").toString());
        assertEquals("\u00c3\u009b\\x80", line.clear().printable("\u00c3\u009b\u0080").toString());
    }

    /** So does one that does not. */
    @Test
    void controlCharactersThatBelongToNoCharacterBecomeTheirNumbersToo() {
        assertEquals("\\x9b2J a\\x9b \u00e2\u009b a", line.printable("\u009b2J a\u009b \u00e2\u009b a").toString());
        assertEquals("\u00f0\u009f\u0090\u0088\\x9b",
                line.clear().printable("\u00f0\u009f\u0090\u0088\u009b").toString());
        assertEquals("\u00ff\\x9b\u00bf\u00bf\\x9b",
                line.clear().printable("\u00ff\u009b\u00bf\u00bf\u009b").toString());
    }

    /** A name that runs from right to left, or is not shown at all, could be taken for another one. */
    @Test
    void charactersThatChangeOthersAreShown() {
        for (int character = 0x80; character <= 0xffff; character++) {
            if (!Character.isSurrogate((char) character)) {
                byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                int last = text.length() - 1;
                String shown = text.substring(0, last) + "\\x%02x".formatted((int) text.charAt(last));
                assertEquals(Utf8.isInvisible(character) ? shown : text, line.clear().printable(text).toString());
            }
        }
    }

    @Test
    void bytesThatAreNoAsciiStay() {
        assertEquals("caf\u00c3\u00a9 \u00a0\u00ff", line.printable("caf\u00c3\u00a9 \u00a0\u00ff").toString());
    }

    @Test
    void aStringInQuotesIsPrintable() {
        NativeStrings strings = NativeStrings.of(List.of("", "ls -l", "a\nb\u00ff"));
        assertEquals("''", line.quoted(strings, 0).toString());
        assertEquals("'ls -l'", line.clear().quoted(strings, 1).toString());
        assertEquals("'a\\x0ab\u00ff'", line.clear().quoted(strings, 2).toString());
    }

    @Test
    void aLineCanBeAddedToAnother() {
        Line other = new Line(16).text("world\u0001");
        assertEquals("hello world\u0001", line.text("hello ").line(other).toString());
        assertEquals("world\u0001", other.toString());
    }

    @Test
    void aLineEndsWithALineBreak() {
        assertEquals("text\n", line.text("text").end().toString());
        assertEquals("\n", line.clear().end().toString());
    }

    @Test
    void whatJustFitsIsNotCut() {
        assertEquals("1234567\n", new Line(8).text("1234567").end().toString());
        assertEquals("12345678", new Line(8).text("12345678").toString());
    }

    @Test
    void whatDoesNotFitIsCutAndThatIsSeen() {
        assertEquals("12345...", new Line(8).text("123456789").toString());
        assertEquals("12345...", new Line(8).text("123456789").text("and more").number(-1).toString());
        assertEquals("'1234...", new Line(8).quoted(NativeStrings.of(List.of("12345678901234567890")), 0).toString());
    }

    @Test
    void aLineThatWasCutHasItsLineBreak() {
        assertEquals("1234...\n", new Line(8).text("12345678").end().toString());
        assertEquals("1234...\n", new Line(8).text("12345678901234567890").end().toString());
    }

    @Test
    void aLineThatWasCutServesAgain() {
        Line small = new Line(8).text("12345678901234567890").end();
        assertEquals("short\n", small.clear().text("short").end().toString());
    }

    @Test
    void theBytesAreWhereASystemCallCanTakeThem() {
        line.text("ab").add((byte) 0);
        assertEquals('a', NativeStrings.byteAt(line.bytes().address()));
        assertEquals('b', NativeStrings.byteAt(line.bytes().address() + 1));
        assertEquals(0, NativeStrings.byteAt(line.bytes().address() + 2));
    }
}

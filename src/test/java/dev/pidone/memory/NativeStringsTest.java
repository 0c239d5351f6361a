package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeStringsTest {
    private static NativeStrings with(String... strings) {
        return NativeStrings.of(List.of(strings));
    }

    @Test
    void everyByteStaysWhatItIs() {
        StringBuilder all = new StringBuilder();
        for (char value = 1; value < 256; value++) {
            all.append(value);
        }
        NativeStrings strings = with(all.toString());
        assertEquals(all.toString(), strings.string(0));
        assertEquals(255, strings.length(0));
        assertEquals(0xe9, strings.at(0, 0xe8));
        assertEquals(0, strings.at(0, 255));
    }

    @Test
    void aStringMayBeEmpty() {
        assertEquals("", with("").string(0));
        assertEquals(0, with("").length(0));
        assertTrue(with("").isEqual(0, ""));
    }

    @Test
    void anArrayEndsWithANull() {
        NativeStrings strings = with("a", "b", "c");
        assertEquals(3, NativeStrings.at(strings.vector()).size());
        assertEquals(0, NativeStrings.at(with().vector()).size());
        assertEquals(2, NativeStrings.at(strings.vector(), 2).size());
    }

    @Test
    void theRestIsTheSameStrings() {
        NativeStrings strings = with("a", "b", "c");
        NativeStrings rest = strings.from(1);
        assertEquals(2, rest.size());
        assertEquals("b", rest.string(0));
        assertEquals(strings.address(2), rest.address(1));
        assertEquals(0, strings.from(3).size());
    }

    @Test
    void stringsAreComparedByteByByte() {
        NativeStrings strings = with("--leftovers=terminate");
        assertTrue(strings.startsWith(0, "--leftovers="));
        assertTrue(strings.startsWith(0, ""));
        assertFalse(strings.startsWith(0, "--leftovers=terminated"));
        assertFalse(strings.startsWith(0, "leftovers"));
        assertTrue(strings.isEqual(0, "--leftovers=terminate"));
        assertFalse(strings.isEqual(0, "--leftovers="));
        assertTrue(with("\u00ff").isEqual(0, "\u00ff"));
    }

    @Test
    void aByteIsFoundAnywhere() {
        assertTrue(with("/bin").contains(0, '/'));
        assertTrue(with("bin/").contains(0, '/'));
        assertFalse(with("bin").contains(0, '/'));
        assertFalse(with("").contains(0, '/'));
    }

    @Test
    void aVariableIsFoundByItsName() {
        assertEquals(1, with("HOME=/root", "PATH=/bin", "TERM=xterm").indexOf("PATH="));
        assertEquals(0, with("PATH=").indexOf("PATH="));
    }

    @Test
    void aNameThatOnlyBeginsAlikeIsAnother() {
        assertEquals(-1, with("PATHS=/x", "PAT=/y", "MYPATH=/z", "path=/p").indexOf("PATH="));
    }

    @Test
    void anEntryWithoutAnEqualsSignIsNoVariable() {
        assertEquals(-1, with("PATH", "", "=PATH").indexOf("PATH="));
    }

    @Test
    void theFirstOfTwoCounts() {
        assertEquals(0, with("PATH=/first", "PATH=/second").indexOf("PATH="));
    }

    @Test
    void aCopyStandsBehindAWordThatMayBeWritten() {
        NativeStrings strings = with("a");
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, strings.vector() - Long.BYTES, 0);
        assertEquals("a", strings.string(0));
    }
}

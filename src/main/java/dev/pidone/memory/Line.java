package dev.pidone.memory;

import dev.pidone.syscall.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A line of text under construction, in native memory, so that a system call can take it. One object serves for all
 * lines: nothing is allocated. What does not fit is left out, and the line ends with three dots then.
 */
public final class Line {
    private static final String ELLIPSIS = "...";
    private static final String HEXADECIMAL = "0123456789abcdef";
    private static final int LONGEST_NUMBER = 20;

    private final MemorySegment bytes;
    private final int capacity;
    /** Of the number that is being added. */
    private static final byte[] NUMBER = new byte[LONGEST_NUMBER];

    private int length;

    /** @param capacity how many bytes a line may have; at least four where a text may be longer */
    public Line(int capacity) {
        this.capacity = capacity;
        bytes = Arena.global().allocate(capacity);
    }

    /** Begins again. */
    public Line clear() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /** Takes away what is behind a length, which the line has at least. */
    public void cut(int shorter) {
        length = shorter;
    }

    /** Where the text is: {@link #length} bytes. */
    public MemorySegment bytes() {
        return bytes;
    }

    /** Adds a text as it is: one byte a {@code char} (ISO 8859-1). */
    public Line text(String text) {
        for (int index = 0; index < text.length(); index++) {
            add((byte) text.charAt(index));
        }
        return this;
    }

    /** Adds a number in decimal. */
    public Line number(long number) {
        int from = LONGEST_NUMBER;
        long rest = number;
        do {
            from--;
            NUMBER[from] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            from--;
            NUMBER[from] = '-';
        }
        for (int index = from; index < LONGEST_NUMBER; index++) {
            add(NUMBER[index]);
        }
        return this;
    }

    /** Adds a number in decimal, with zeros before it up to a number of digits. */
    public Line digits(int number, int count) {
        for (int digit = count - 1; digit >= 0; digit--) {
            int shifted = number;
            for (int behind = 0; behind < digit; behind++) {
                shifted /= 10;
            }
            add((byte) ('0' + shifted % 10));
        }
        return this;
    }

    /** Adds a time span in words: {@code 35 ms}, {@code 2.5 s}, {@code 3m 20s}, {@code 5h 2m}. */
    public Line duration(long nanoseconds) {
        return duration(nanoseconds, 1);
    }

    /** As {@link #duration(long)}, with more digits behind the point: {@code 2.50 s}. */
    public Line duration(long nanoseconds, int decimals) {
        long milliseconds = Math.max(0, nanoseconds) / 1_000_000;
        long seconds = milliseconds / 1000;
        if (seconds == 0) {
            return number(milliseconds).text(" ms");
        }
        if (seconds < 60) {
            int rest = (int) (milliseconds % 1000);
            return number(seconds).text(".").digits(decimals == 1 ? rest / 100 : rest / 10, decimals).text(" s");
        }
        if (seconds < 3600) {
            return number(seconds / 60).text("m ").number(seconds % 60).text("s");
        }
        return number(seconds / 3600).text("h ").number(seconds % 3600 / 60).text("m");
    }

    /** Adds an amount of memory: {@code 12 MiB}, {@code 800 KiB}. */
    public Line size(long bytes) {
        long kibibytes = bytes >> 10;
        if (kibibytes < 1 << 10) {
            return number(kibibytes).text(" KiB");
        }
        long mebibytes = kibibytes >> 10;
        return mebibytes < 10 << 10 ? number(mebibytes).text(" MiB") : number(mebibytes >> 10).text(" GiB");
    }

    /** Adds blanks up to a length, and at least one. */
    public Line padTo(int wanted) {
        do {
            text(" ");
        } while (length < wanted);
        return this;
    }

    /** Moves what was added since an offset to the right, so that it has a width. */
    public Line padLeft(int from, int width) {
        int missing = Math.min(width - (length - from), capacity - length);
        if (missing > 0) {
            for (int index = length - 1; index >= from; index--) {
                bytes.set(ValueLayout.JAVA_BYTE, index + missing, bytes.get(ValueLayout.JAVA_BYTE, index));
            }
            for (int index = from; index < from + missing; index++) {
                bytes.set(ValueLayout.JAVA_BYTE, index, (byte) ' ');
            }
            length += missing;
        }
        return this;
    }

    /** A byte, 0 to 255. */
    public int at(int index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    }

    /** Adds an error's name and what it means, such as {@code ENOENT (no such file or directory)}. */
    public Line errno(int number) {
        Errno known = Errno.of(number);
        if (known == null) {
            return text("error ").number(number);
        }
        return text(known.name()).text(" (").text(known.description()).text(")");
    }

    /** Adds another line's text. */
    public Line line(Line other) {
        for (int index = 0; index < other.length; index++) {
            add((byte) other.at(index));
        }
        return this;
    }

    /** Adds a string of bytes as it is. */
    public Line text(NativeStrings strings, int index) {
        int offset = 0;
        // It may be much longer than any line.
        while (strings.at(index, offset) != 0 && length < capacity) {
            add((byte) strings.at(index, offset));
            offset++;
        }
        return strings.at(index, offset) == 0 ? this : add((byte) 0);
    }

    /** Adds another line's text, with control characters as {@code \xHH}. */
    public Line printable(Line other) {
        for (int index = 0; index < other.length; index++) {
            printable(other.at(index));
        }
        return this;
    }

    /** Whether both have the same text. */
    public boolean isEqual(Line other) {
        if (length != other.length) {
            return false;
        }
        for (int index = 0; index < length; index++) {
            if (at(index) != other.at(index)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEqual(String text) {
        return isEqual(0, length, text);
    }

    /** Whether a part is a text. */
    public boolean isEqual(int from, int to, String text) {
        return to - from == text.length() && startsWith(from, text);
    }

    /** Whether a text begins at an index. */
    public boolean startsWith(int from, String text) {
        return from + text.length() <= length && NativeStrings.startsWith(bytes.address() + from, text);
    }

    /** Adds a byte as it is. */
    public Line add(byte value) {
        if (length < capacity) {
            bytes.set(ValueLayout.JAVA_BYTE, length, value);
            length++;
        } else {
            showCut();
        }
        return this;
    }

    /** Something was left out behind the last byte. */
    private void showCut() {
        int from = length - ELLIPSIS.length();
        for (int index = 0; index < ELLIPSIS.length(); index++) {
            bytes.set(ValueLayout.JAVA_BYTE, from + index, (byte) ELLIPSIS.charAt(index));
        }
    }

    /**
     * Adds a byte; control characters, which could forge lines or drive a terminal, as {@code \xHH}, and so what
     * changes how others are shown, or is not shown itself ({@link Utf8#isInvisible}). Of those that have several bytes
     * in UTF-8 the last is shown so.
     */
    public Line printable(int value) {
        int begin = beginOfCharacter(value);
        boolean isControl = value < ' ' || value == 0x7f || value >= 0x80 && value < 0xa0 && begin < 0;
        return isControl || begin >= 0 && isEndOfInvisible(begin, value)
                ? text("\\x").hexadecimal(value)
                : add((byte) value);
    }

    /** Where the character begins that the line ends with and a byte goes on with; negative if there is none. */
    private int beginOfCharacter(int value) {
        int begin = length - 1;
        while (begin >= 0 && length - begin < 3 && (at(begin) & 0xc0) == 0x80) {
            begin--;
        }
        return begin >= 0 && Utf8.continues(at(begin), length - begin, value) ? begin : -1;
    }

    /** Where there is no room for the byte it is left out in any case. */
    private boolean isEndOfInvisible(int begin, int value) {
        if (length == capacity) {
            return false;
        }
        bytes.set(ValueLayout.JAVA_BYTE, length, (byte) value);
        return Utf8.isInvisible(Utf8.character(bytes.address() + begin, length + 1 - begin));
    }

    /** How many bytes belong to the character in UTF-8 at an index. */
    public int characterLength(int at) {
        return Utf8.length(bytes.address() + at, length - at);
    }

    /** The character in UTF-8 at an index, {@link Utf8#REPLACEMENT} if there is none. */
    public int character(int at) {
        return Utf8.character(bytes.address() + at, characterLength(at));
    }

    /** Adds another line's text as valid UTF-8. */
    public Line valid(Line other) {
        int at = 0;
        while (at < other.length) {
            int end = at + other.characterLength(at);
            if (other.character(at) == Utf8.REPLACEMENT) {
                add((byte) 0xef).add((byte) 0xbf).add((byte) 0xbd);
            } else {
                for (int index = at; index < end; index++) {
                    add((byte) other.at(index));
                }
            }
            at = end;
        }
        return this;
    }

    /** Adds a byte as two digits. */
    public Line hexadecimal(int value) {
        return add((byte) HEXADECIMAL.charAt(value >> 4)).add((byte) HEXADECIMAL.charAt(value & 15));
    }

    /** Adds a string of bytes, one {@code char} a byte, with control characters as {@code \xHH}. */
    public Line printable(String string) {
        for (int index = 0; index < string.length(); index++) {
            printable(string.charAt(index) & 0xff);
        }
        return this;
    }

    /** Adds a string in single quotes, with control characters as {@code \xHH}. */
    public Line quoted(NativeStrings strings, int index) {
        text("'");
        long at = strings.address(index);
        int value = NativeStrings.byteAt(at);
        // A string may be much longer than any line.
        while (value != 0 && length < capacity) {
            printable(value);
            at++;
            value = NativeStrings.byteAt(at);
        }
        return text("'");
    }

    /** Adds a line break; there is always room for it. */
    public Line end() {
        if (length == capacity) {
            length--;
            showCut();
        }
        return add((byte) '\n');
    }

    /** A copy of the text, one {@code char} a byte. */
    @Override
    public String toString() {
        char[] chars = new char[length];
        for (int index = 0; index < length; index++) {
            chars[index] = (char) at(index);
        }
        return new String(chars);
    }
}

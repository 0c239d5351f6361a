package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

/** A string of bytes that was given, or a part of it, where it is: nothing is copied, however long it is. */
final class Word {
    private final NativeStrings strings;
    private final int index;
    private final int begin;
    private final int end;

    private Word(NativeStrings strings, int index, int begin, int end) {
        this.strings = strings;
        this.index = index;
        this.begin = begin;
        this.end = end;
    }

    static Word of(NativeStrings strings, int index) {
        return new Word(strings, index, 0, strings.length(index));
    }

    int length() {
        return end - begin;
    }

    boolean isEmpty() {
        return begin == end;
    }

    /** Where its first byte is. */
    long address() {
        return strings.address(index) + begin;
    }

    /** A byte, 0 to 255. */
    int at(int offset) {
        return strings.at(index, begin + offset);
    }

    /** The bytes from an offset on. */
    Word from(int offset) {
        return new Word(strings, index, begin + offset, end);
    }

    /** The bytes before an offset. */
    Word before(int offset) {
        return part(0, offset);
    }

    /** The bytes from one offset to another, which is not included. */
    Word part(int from, int to) {
        return new Word(strings, index, begin + from, begin + to);
    }

    /** The bytes between the blanks at both ends; a line break is one. */
    Word withoutBlanks() {
        int from = 0;
        int to = length();
        while (from < to && isBlank(at(from))) {
            from++;
        }
        while (from < to && isBlank(at(to - 1))) {
            to--;
        }
        return part(from, to);
    }

    /** Whether a byte is white space (isspace(3)). */
    static boolean isBlank(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    boolean startsWith(String text) {
        if (text.length() > length()) {
            return false;
        }
        for (int offset = 0; offset < text.length(); offset++) {
            if (at(offset) != text.charAt(offset)) {
                return false;
            }
        }
        return true;
    }

    boolean isEqual(String text) {
        return length() == text.length() && startsWith(text);
    }

    /** Whether it is a text, in capitals or not. */
    boolean isEqualInAnyCase(String text) {
        return length() == text.length() && resembles(text, 0);
    }

    /** Whether it begins with a text, in capitals or not. */
    boolean startsInAnyCase(String text) {
        return length() >= text.length() && resembles(text, 0);
    }

    /** Whether it is the end of a text from an offset on, in capitals or not. */
    boolean isEndOf(String text, int from) {
        return length() == text.length() - from && resembles(text, from);
    }

    private boolean resembles(String text, int from) {
        for (int next = from; next < text.length(); next++) {
            if (small(at(next - from)) != small(text.charAt(next))) {
                return false;
            }
        }
        return true;
    }

    /** A letter of ASCII as a small one, anything else as it is. */
    private static int small(int character) {
        return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
    }

    /** The offset of the first byte of a value, -1 if there is none. */
    int indexOf(char value) {
        for (int offset = 0; offset < length(); offset++) {
            if (at(offset) == value) {
                return offset;
            }
        }
        return -1;
    }

    /** The offset of the last byte of a value, -1 if there is none. */
    int lastIndexOf(char value) {
        int offset = length() - 1;
        while (offset >= 0 && at(offset) != value) {
            offset--;
        }
        return offset;
    }

    /** A copy in native memory, as a vector of one string. */
    NativeStrings copy() {
        return strings.copy(index, begin, end);
    }

    /** A copy, one {@code char} a byte (ISO 8859-1); for what is known to be short. */
    @Override
    public String toString() {
        char[] chars = new char[length()];
        for (int offset = 0; offset < chars.length; offset++) {
            chars[offset] = (char) at(offset);
        }
        return new String(chars);
    }
}

package dev.pidone.memory;

/**
 * Takes characters out of bytes in UTF-8 (RFC 3629). What is none, from a byte that begins like one to the last that
 * would belong to it, is U+FFFD.
 */
public final class Utf8 {
    public static final int REPLACEMENT = 0xfffd;

    private static final int LAST = 0x10ffff;

    private Utf8() {
    }

    /**
     * Whether a character beyond ASCII drives terminals, changes how others are shown, as marks of direction do, or is
     * not shown itself.
     */
    public static boolean isInvisible(int character) {
        return character >= 0x80 && character < 0xa0 || character == 0xad || character == 0x61c
                || character >= 0x200b && character <= 0x200f || character >= 0x2028 && character <= 0x202e
                || character >= 0x2060 && character <= 0x206f || character == 0xfeff;
    }

    /** How many bytes a character has that begins with this one. */
    private static int bytes(int first) {
        return first < 0xc0 || first >= 0xf8 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    /**
     * Whether a byte goes on with a character.
     *
     * @param first the character's first byte
     * @param length how many bytes it has so far
     */
    public static boolean continues(int first, int length, int value) {
        return length < bytes(first) && (value & 0xc0) == 0x80;
    }

    /**
     * How many bytes belong to the character that begins at an address.
     *
     * @param most so many bytes there are
     */
    static int length(long address, int most) {
        int first = NativeStrings.byteAt(address);
        int length = 1;
        while (length < most && continues(first, length, NativeStrings.byteAt(address + length))) {
            length++;
        }
        return length;
    }

    /** The character of some bytes that belong together. */
    static int character(long address, int length) {
        int first = NativeStrings.byteAt(address);
        if (first < 0x80) {
            return first;
        }
        int value = first & 0x7f >> length;
        for (int offset = 1; offset < length; offset++) {
            value = value << 6 | NativeStrings.byteAt(address + offset) & 0x3f;
        }
        boolean isComplete = length > 1 && length == bytes(first);
        int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
        boolean isSurrogate = value >= 0xd800 && value < 0xe000;
        return isComplete && value >= least && value <= LAST && !isSurrogate ? value : REPLACEMENT;
    }
}

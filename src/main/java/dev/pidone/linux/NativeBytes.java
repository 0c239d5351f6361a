package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Strings of bytes, one char a byte, to and from native memory. The JDK's own methods for that look at the type of an
 * array with a pattern match, and spin a class for it at every start.
 */
final class NativeBytes {
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private NativeBytes() {
    }

    /** Copies the first bytes of a segment into an array. */
    static void copy(MemorySegment from, byte[] into, int at, int length) {
        MemorySegment.copy(from, 0, MemorySegment.ofArray(into), at, length);
    }

    /** Allocates a string with a zero at its end. */
    static MemorySegment allocate(String string, Arena arena) {
        MemorySegment memory = arena.allocate(string.length() + 1L);
        put(string, memory, 0);
        return memory;
    }

    /** The address of a string with a zero at its end that is never freed. */
    static long address(String string) {
        return allocate(string, Arena.global()).address();
    }

    /** Writes a string and a zero. */
    static void put(String string, MemorySegment into, long at) {
        byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, into, at, bytes.length);
        into.set(ValueLayout.JAVA_BYTE, at + bytes.length, (byte) 0);
    }

    /** The string at an address: the bytes up to a zero. */
    static String string(MemorySegment memory) {
        byte[] bytes = new byte[length(memory)];
        copy(memory, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Eight bytes at a time; so it reads up to seven beyond the zero. */
    private static int length(MemorySegment memory) {
        int offset = 0;
        while (true) {
            long word = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
            long zeros = word - LOW_BITS & ~word & HIGH_BITS;
            if (zeros != 0) {
                return offset + (Long.numberOfTrailingZeros(zeros) >> 3);
            }
            offset += Long.BYTES;
        }
    }
}

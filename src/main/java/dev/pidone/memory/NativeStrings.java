package dev.pidone.memory;

import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Strings of bytes where they are in native memory: an array of pointers as execve(2) takes it, for arguments and for
 * an environment. Nothing is copied, however many there are; a string is decoded never.
 */
public final class NativeStrings {
    private static final int BYTE_MASK = 0xff;

    private final long vector;
    private final int size;

    private NativeStrings(long vector, int size) {
        this.vector = vector;
        this.size = size;
    }

    /**
     * The strings of an array of pointers.
     *
     * @param vector its address
     * @param size how many there are; a null stands behind them
     */
    public static NativeStrings at(long vector, int size) {
        return new NativeStrings(vector, size);
    }

    /** The strings of an array of pointers, up to the null at its end. */
    public static NativeStrings at(long vector) {
        int size = 0;
        while (pointer(vector, size) != 0) {
            size++;
        }
        return new NativeStrings(vector, size);
    }

    /** Copies strings of bytes, one {@code char} a byte (ISO 8859-1), into native memory that is never freed. */
    public static NativeStrings of(List<String> strings) {
        // A word before the first: whoever starts a command may use it (CommandStarter).
        MemorySegment pointers = Arena.global().allocate((strings.size() + 2L) * Long.BYTES, Long.BYTES);
        for (int index = 0; index < strings.size(); index++) {
            pointers.setAtIndex(ValueLayout.JAVA_LONG, index + 1L, of(strings.get(index)));
        }
        return new NativeStrings(pointers.address() + Long.BYTES, strings.size());
    }

    /** The address of a copy of a string, with a zero behind it, that is never freed. */
    public static long of(String string) {
        MemorySegment copy = Arena.global().allocate(string.length() + 1L);
        for (int at = 0; at < string.length(); at++) {
            copy.set(ValueLayout.JAVA_BYTE, at, (byte) string.charAt(at));
        }
        return copy.address();
    }

    public int size() {
        return size;
    }

    /** Copies the bytes of a string from one offset to another: a vector of one string, as a command. */
    public NativeStrings copy(int index, int begin, int end) {
        // A word before the first: whoever starts a command may use it (CommandStarter).
        MemorySegment copy = Arena.global().allocate(3L * Long.BYTES + end - begin + 1, Long.BYTES);
        long bytes = copy.address() + 3L * Long.BYTES;
        copy.setAtIndex(ValueLayout.JAVA_LONG, 1, bytes);
        for (int offset = begin; offset < end; offset++) {
            copy.set(ValueLayout.JAVA_BYTE, 3L * Long.BYTES + offset - begin, (byte) at(index, offset));
        }
        return new NativeStrings(copy.address() + Long.BYTES, 1);
    }

    /** The strings from an index on. */
    public NativeStrings from(int index) {
        return new NativeStrings(vector + (long) index * Long.BYTES, size - index);
    }

    /** The address of the array of pointers. */
    public long vector() {
        return vector;
    }

    /** The address of a string; a zero stands behind its last byte. */
    public long address(int index) {
        return pointer(vector, index);
    }

    /** A byte of a string, 0 to 255; 0 at its end. */
    public int at(int index, int offset) {
        return byteAt(address(index) + offset);
    }

    public int length(int index) {
        int length = 0;
        while (at(index, length) != 0) {
            length++;
        }
        return length;
    }

    /** Whether a string begins with a text. */
    public boolean startsWith(int index, String text) {
        return startsWith(address(index), text);
    }

    /** Whether the bytes at an address begin with a text; none is read behind the first that differs. */
    public static boolean startsWith(long address, String text) {
        for (int offset = 0; offset < text.length(); offset++) {
            if (byteAt(address + offset) != text.charAt(offset)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEqual(int index, String text) {
        return startsWith(index, text) && at(index, text.length()) == 0;
    }

    public boolean contains(int index, char wanted) {
        int value = at(index, 0);
        for (int offset = 1; value != 0 && value != wanted; offset++) {
            value = at(index, offset);
        }
        return value == wanted;
    }

    /** A copy of a string, one {@code char} a byte (ISO 8859-1). */
    public String string(int index) {
        char[] chars = new char[length(index)];
        for (int offset = 0; offset < chars.length; offset++) {
            chars[offset] = (char) at(index, offset);
        }
        return new String(chars);
    }

    /**
     * Finds the variable of a name in an environment.
     *
     * @param prefix its name and an equals sign
     * @return its index, -1 if it is not set
     */
    public int indexOf(String prefix) {
        for (int index = 0; index < size; index++) {
            if (startsWith(index, prefix)) {
                return index;
            }
        }
        return -1;
    }

    /**
     * The byte at an address, 0 to 255. Not by Byte.toUnsignedInt: the file would make that class's 256 objects for it.
     */
    public static int byteAt(long address) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_BYTE, address) & BYTE_MASK;
    }

    /**
     * Sets a variable of an environment, in its place.
     *
     * @param prefix its name and an equals sign
     * @param entry the address of all of the entry
     * @return the environment, which is another one if it had no such variable; {@code null} if there is no memory
     */
    public NativeStrings with(String prefix, long entry) {
        int index = indexOf(prefix);
        if (index >= 0) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, vector + (long) index * Long.BYTES, entry);
            return this;
        }
        long larger = NativeLibrary.allocate((size + 2L) * Long.BYTES);
        if (larger == 0) {
            return null;
        }
        for (int copied = 0; copied < size; copied++) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, larger + (long) copied * Long.BYTES, address(copied));
        }
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, larger + (long) size * Long.BYTES, entry);
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, larger + (size + 1L) * Long.BYTES, 0L);
        return new NativeStrings(larger, size + 1);
    }

    private static long pointer(long vector, int index) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, vector + (long) index * Long.BYTES);
    }
}

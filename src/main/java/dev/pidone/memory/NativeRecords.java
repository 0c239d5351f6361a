package dev.pidone.memory;

import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;

/** Records of one size in native memory, which grows by larger blocks: nothing is left to a garbage collector. */
public final class NativeRecords {
    private final NativeBlock block = new NativeBlock();
    private final int bytes;
    private final int most;
    private int size;

    /**
     * @param bytes how large a record is: a multiple of 8
     * @param most how many there may be
     */
    public NativeRecords(int bytes, int most) {
        this.bytes = bytes;
        this.most = most;
    }

    public int size() {
        return size;
    }

    /**
     * Adds a record of zeros.
     *
     * @return its index; negative if there are too many, or there is no memory for it
     */
    public int add() {
        if (size == most || !block.reserve((size + 1L) * bytes)) {
            return -1;
        }
        size++;
        for (int offset = 0; offset < bytes; offset += Long.BYTES) {
            setLong(size - 1, offset, 0);
        }
        return size - 1;
    }

    private long address(int index, int offset) {
        return block.address() + (long) index * bytes + offset;
    }

    public long getLong(int index, int offset) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, address(index, offset));
    }

    public void setLong(int index, int offset, long value) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, address(index, offset), value);
    }

    public int getInt(int index, int offset) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_INT, address(index, offset));
    }

    public void setInt(int index, int offset, int value) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_INT, address(index, offset), value);
    }

    /** Puts a text into a record, cut if it is longer than the room for it; a zero ends one that is shorter. */
    public void setText(int index, int offset, int room, Line text) {
        for (int at = 0; at < room; at++) {
            byte value = at < text.length() ? text.bytes().get(ValueLayout.JAVA_BYTE, at) : 0;
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, address(index, offset + at), value);
        }
    }

    /** A byte of a text, 0 to 255; 0 at its end. */
    public int textAt(int index, int offset, int room, int at) {
        return at < room ? NativeStrings.byteAt(address(index, offset + at)) : 0;
    }

    /** Compares texts byte by byte; negative, zero or positive. */
    public int compareText(int one, int other, int offset, int room) {
        for (int at = 0; at < room; at++) {
            int difference = textAt(one, offset, room, at) - textAt(other, offset, room, at);
            if (difference != 0 || textAt(one, offset, room, at) == 0) {
                return difference;
            }
        }
        return 0;
    }
}

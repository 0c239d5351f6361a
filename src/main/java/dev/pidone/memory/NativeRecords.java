package dev.pidone.memory;

import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;

/**
 * Records of one size in native memory that grows: what it held is kept, and nothing is left to a garbage collector.
 * They are sorted, and found, by the number that each begins with.
 */
public final class NativeRecords {
    private static final long SMALLEST_BYTES = 4096;
    private static final Order ASCENDING = (one, other) -> one < other;

    private final int bytes;
    private final int most;
    private long address;
    private long room;
    private int size;

    /** Which of two numbers comes first. */
    public interface Order {
        boolean isBefore(int one, int other);
    }

    /**
     * @param bytes how large a record is: a multiple of 4, of 8 if there are numbers of 8 bytes in it
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
        if (size == most || !reserve((size + 1L) * bytes)) {
            return -1;
        }
        size++;
        for (int offset = 0; offset < bytes; offset += Integer.BYTES) {
            setInt(size - 1, offset, 0);
        }
        return size - 1;
    }

    private boolean reserve(long wanted) {
        if (wanted <= room) {
            return true;
        }
        long more = Math.max(SMALLEST_BYTES, Math.max(wanted, 2 * room));
        long larger = NativeLibrary.allocate(more);
        if (larger == 0) {
            return false;
        }
        for (long offset = 0; offset < room; offset += Long.BYTES) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, larger + offset,
                    NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, address + offset));
        }
        release(larger, more);
        return true;
    }

    private void release(long newAddress, long newRoom) {
        if (room != 0) {
            NativeLibrary.release(address, room);
        }
        address = newAddress;
        room = newRoom;
    }

    /** Forgets the records from an index on. */
    public void cut(int newSize) {
        size = newSize;
    }

    /** Forgets all records, and gives the memory back if it is more than a little. */
    public void release() {
        size = 0;
        if (room > SMALLEST_BYTES) {
            release(0, 0);
        }
    }

    /** Where the first record is; 0 as long as there was none. */
    long address() {
        return address;
    }

    private long address(int index, int offset) {
        return address + (long) index * bytes + offset;
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

    public void copy(int from, int to) {
        for (int offset = 0; offset < bytes; offset += Integer.BYTES) {
            setInt(to, offset, getInt(from, offset));
        }
    }

    private void swap(int one, int other) {
        for (int offset = 0; offset < bytes; offset += Integer.BYTES) {
            int number = getInt(one, offset);
            setInt(one, offset, getInt(other, offset));
            setInt(other, offset, number);
        }
    }

    /** Which one of the first records, if they are sorted, begins with a number; -1 if none does (binary search). */
    public int find(int number, int records) {
        int low = 0;
        int high = records - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = getInt(middle, 0);
            if (found == number) {
                return middle;
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Sorts all of them, the smallest number first. */
    public void sort() {
        sort(0, size, ASCENDING);
    }

    /** Sorts a part (heapsort: in place, and never slow). */
    void sort(int from, int to, Order order) {
        int count = to - from;
        for (int root = count / 2 - 1; root >= 0; root--) {
            siftDown(from, root, count, order);
        }
        for (int end = count - 1; end > 0; end--) {
            swap(from, from + end);
            siftDown(from, 0, end, order);
        }
    }

    private void siftDown(int from, int top, int count, Order order) {
        int root = top;
        int last = lastOf(from, root, count, order);
        while (last != root) {
            swap(from + root, from + last);
            root = last;
            last = lastOf(from, root, count, order);
        }
    }

    /** Which one of a root and its two children comes last. */
    private int lastOf(int from, int root, int count, Order order) {
        int last = root;
        for (int child = 2 * root + 1; child <= 2 * root + 2 && child < count; child++) {
            if (order.isBefore(getInt(from + last, 0), getInt(from + child, 0))) {
                last = child;
            }
        }
        return last;
    }

    /** Puts a text into a record, cut if it is longer than the room for it; a zero ends one that is shorter. */
    public void setText(int index, int offset, int textRoom, Line text) {
        for (int at = 0; at < textRoom; at++) {
            byte value = at < text.length() ? text.bytes().get(ValueLayout.JAVA_BYTE, at) : 0;
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, address(index, offset + at), value);
        }
    }

    /** A byte of a text, 0 to 255; 0 at its end. */
    public int textAt(int index, int offset, int textRoom, int at) {
        return at < textRoom ? NativeStrings.byteAt(address(index, offset + at)) : 0;
    }

    /** Compares texts byte by byte; negative, zero or positive. */
    public int compareText(int one, int other, int offset, int textRoom) {
        for (int at = 0; at < textRoom; at++) {
            int difference = textAt(one, offset, textRoom, at) - textAt(other, offset, textRoom, at);
            if (difference != 0 || textAt(one, offset, textRoom, at) == 0) {
                return difference;
            }
        }
        return 0;
    }
}

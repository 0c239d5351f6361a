package dev.pidone.memory;

import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;

/** Native memory that grows: what it held is kept, and nothing is left to a garbage collector. */
public final class NativeBlock {
    private static final long SMALLEST_BYTES = 4096;

    private long address;
    private long bytes;

    /**
     * Makes room.
     *
     * @return false if there is no memory for it; the block is as it was then
     */
    public boolean reserve(long wanted) {
        if (wanted <= bytes) {
            return true;
        }
        long more = Math.max(SMALLEST_BYTES, Math.max(wanted, 2 * bytes));
        long larger = NativeLibrary.allocate(more);
        if (larger == 0) {
            return false;
        }
        for (long offset = 0; offset < bytes; offset += Long.BYTES) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, larger + offset,
                    NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, address + offset));
        }
        release();
        address = larger;
        bytes = more;
        return true;
    }

    /** Gives the memory back if it is more than a little. */
    public void shrink() {
        if (bytes > SMALLEST_BYTES) {
            release();
            address = 0;
            bytes = 0;
        }
    }

    private void release() {
        if (bytes != 0) {
            NativeLibrary.release(address, bytes);
        }
    }

    /** Where it is; 0 as long as it has no room. */
    public long address() {
        return address;
    }

    public int get(long index) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_INT, address + index * Integer.BYTES);
    }

    public void set(long index, int value) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_INT, address + index * Integer.BYTES, value);
    }

    /**
     * Finds a record by binary search.
     *
     * @param records how many there are, in the order of the first number of each
     * @param fields how many numbers a record has
     * @return which one begins with a number, -1 if none does
     */
    public int find(int number, int records, int fields) {
        int low = 0;
        int high = records - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = get((long) middle * fields);
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
}

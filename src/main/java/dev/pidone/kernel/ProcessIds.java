package dev.pidone.kernel;

import dev.pidone.memory.NativeBlock;

/** A list of process IDs in native memory, each with a number that its user gives it, such as a time. */
public final class ProcessIds {
    private static final int FIELDS = 3;

    private final NativeBlock block = new NativeBlock();
    private int size;
    private int sortedSize;

    public void clear() {
        size = 0;
        sortedSize = 0;
    }

    /** Empties it and gives its memory back. */
    public void release() {
        clear();
        block.shrink();
    }

    public int size() {
        return size;
    }

    public int processId(int index) {
        return block.get((long) index * FIELDS);
    }

    public long value(int index) {
        return Integer.toUnsignedLong(block.get((long) index * FIELDS + 1))
                | (long) block.get((long) index * FIELDS + 2) << Integer.SIZE;
    }

    public void setValue(int index, long value) {
        block.set((long) index * FIELDS + 1, (int) value);
        block.set((long) index * FIELDS + 2, (int) (value >>> Integer.SIZE));
    }

    /** @return false if there is no memory left for it */
    public boolean add(int processId, long value) {
        if (!block.reserve((size + 1L) * FIELDS * Integer.BYTES)) {
            return false;
        }
        block.set((long) size * FIELDS, processId);
        setValue(size, value);
        // What comes in order, as from a listing, needs no sorting.
        sortedSize += sortedSize == size && (size == 0 || processId(size - 1) < processId) ? 1 : 0;
        size++;
        return true;
    }

    /** Where a process is in the list, negative if it is not there. */
    public int indexOf(int processId) {
        int found = block.find(processId, sortedSize, FIELDS);
        if (found >= 0) {
            return found;
        }
        for (int index = sortedSize; index < size; index++) {
            if (processId(index) == processId) {
                return index;
            }
        }
        return -1;
    }

    /** Makes {@link #indexOf} fast for all that has been added so far; the order changes. */
    public void sort() {
        // Shell's sort: short, and fast enough for what is sorted in parts.
        for (int gap = size / 2; gap > 0; gap /= 2) {
            for (int end = gap; end < size; end++) {
                for (int index = end; index >= gap && processId(index - gap) > processId(index); index -= gap) {
                    swap(index - gap, index);
                }
            }
        }
        sortedSize = size;
    }

    /** Takes an entry out; the order of the others stays. */
    public void remove(int index) {
        for (int next = index; next < size - 1; next++) {
            swap(next, next + 1);
        }
        size--;
        sortedSize -= index < sortedSize ? 1 : 0;
    }

    /** Takes a process out if it is there. */
    public void removeProcess(int processId) {
        int index = indexOf(processId);
        if (index >= 0) {
            remove(index);
        }
    }

    private void swap(int a, int b) {
        for (int field = 0; field < FIELDS; field++) {
            int value = block.get((long) a * FIELDS + field);
            block.set((long) a * FIELDS + field, block.get((long) b * FIELDS + field));
            block.set((long) b * FIELDS + field, value);
        }
    }
}

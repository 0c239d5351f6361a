package dev.pidone.kernel;

import dev.pidone.memory.NativeRecords;

/** A list of process IDs in native memory, each with a number that its user gives it, such as a time. */
public final class ProcessIds {
    private static final int PROCESS_ID = 0;
    private static final int VALUE = 8;
    private static final int BYTES = 16;

    private final NativeRecords records = new NativeRecords(BYTES, Integer.MAX_VALUE);
    private int sortedSize;

    public void clear() {
        records.cut(0);
        sortedSize = 0;
    }

    /** Empties it and gives its memory back. */
    public void release() {
        records.release();
        sortedSize = 0;
    }

    public int size() {
        return records.size();
    }

    public int processId(int index) {
        return records.getInt(index, PROCESS_ID);
    }

    public long value(int index) {
        return records.getLong(index, VALUE);
    }

    public void setValue(int index, long value) {
        records.setLong(index, VALUE, value);
    }

    /** @return false if there is no memory left for it */
    public boolean add(int processId, long value) {
        int index = records.add();
        if (index < 0) {
            return false;
        }
        records.setInt(index, PROCESS_ID, processId);
        setValue(index, value);
        // What comes in order, as from a listing, needs no sorting.
        sortedSize += sortedSize == index && (index == 0 || processId(index - 1) < processId) ? 1 : 0;
        return true;
    }

    /** Where a process is in the list, negative if it is not there. */
    public int indexOf(int processId) {
        int found = records.find(processId, sortedSize);
        if (found >= 0) {
            return found;
        }
        for (int index = sortedSize; index < size(); index++) {
            if (processId(index) == processId) {
                return index;
            }
        }
        return -1;
    }

    /** Makes {@link #indexOf} fast for all that has been added so far; the order changes. */
    public void sort() {
        records.sort();
        sortedSize = size();
    }

    /** Takes an entry out; the order of the others stays. */
    public void remove(int index) {
        for (int next = index + 1; next < size(); next++) {
            records.copy(next, next - 1);
        }
        records.cut(size() - 1);
        sortedSize -= index < sortedSize ? 1 : 0;
    }

    /** Takes a process out if it is there. */
    public void removeProcess(int processId) {
        int index = indexOf(processId);
        if (index >= 0) {
            remove(index);
        }
    }
}

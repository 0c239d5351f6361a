package dev.pidone.kernel;

import dev.pidone.memory.NativeRecords;

/**
 * A set of processes in native memory, in which one is found as fast among many as among few (a hash table, half full
 * at most). One that got the ID of another later, and so was started later, is not taken for that.
 */
public final class ProcessSet {
    private static final long FREE = 0;
    private static final int SMALLEST = 256;
    /** Knuth's multiplicative hash: IDs that follow each other do not lie side by side. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int SPREAD_BITS = 32;

    private NativeRecords places = new NativeRecords(Long.BYTES, Integer.MAX_VALUE);
    private NativeRecords larger = new NativeRecords(Long.BYTES, Integer.MAX_VALUE);
    private int size;

    public int size() {
        return size;
    }

    /** Empties it and gives its memory back. */
    public void release() {
        places.release();
        larger.release();
        size = 0;
    }

    /**
     * Adds a process.
     *
     * @param processId not 0
     * @param start when it was started, as {@link ProcessTable#start} tells
     * @return false if it was there already
     */
    public boolean add(int processId, int start) {
        if (2 * (size + 1) > places.size() && !grow()) {
            // Better twice than never.
            return true;
        }
        long process = (long) processId << Integer.SIZE | Integer.toUnsignedLong(start);
        int place = place(places, process);
        if (places.getLong(place, 0) == process) {
            return false;
        }
        places.setLong(place, 0, process);
        size++;
        return true;
    }

    /** Where a process is, or would be put: from its own place on, the first that it has or that is free. */
    private static int place(NativeRecords table, long process) {
        int mask = table.size() - 1;
        int place = (int) (process * SPREAD >>> SPREAD_BITS) & mask;
        while (table.getLong(place, 0) != FREE && table.getLong(place, 0) != process) {
            place = place + 1 & mask;
        }
        return place;
    }

    private boolean grow() {
        int wanted = Math.max(SMALLEST, 2 * places.size());
        while (larger.size() < wanted) {
            if (larger.add() < 0) {
                larger.release();
                return size < places.size() - 1;
            }
        }
        for (int index = 0; index < places.size(); index++) {
            long process = places.getLong(index, 0);
            if (process != FREE) {
                larger.setLong(place(larger, process), 0, process);
            }
        }
        NativeRecords before = places;
        places = larger;
        larger = before;
        larger.release();
        return true;
    }
}

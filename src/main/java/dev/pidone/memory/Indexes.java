package dev.pidone.memory;

/** A list of numbers in native memory, such as the indexes of records, that can be sorted. */
public final class Indexes {
    private final NativeRecords numbers = new NativeRecords(Integer.BYTES, Integer.MAX_VALUE);

    public int size() {
        return numbers.size();
    }

    public int get(int index) {
        return numbers.getInt(index, 0);
    }

    /** @return false if there is no memory left for it */
    public boolean add(int number) {
        int index = numbers.add();
        if (index >= 0) {
            numbers.setInt(index, 0, number);
        }
        return index >= 0;
    }

    /** Where they are, one behind the other. */
    public long address() {
        return numbers.address();
    }

    /** Sorts a part. */
    public void sort(int from, int to, NativeRecords.Order order) {
        numbers.sort(from, to, order);
    }
}

package dev.pidone.memory;

/** A list of small numbers in native memory, such as the indexes of records, that can be sorted. */
public final class Indexes {
    private final NativeBlock block = new NativeBlock();
    private int size;

    /** Which of two numbers comes first. */
    public interface Order {
        boolean isBefore(int one, int other);
    }

    public int size() {
        return size;
    }

    public int get(int index) {
        return block.get(index);
    }

    /** @return false if there is no memory left for it */
    public boolean add(int number) {
        if (!block.reserve((size + 1L) * Integer.BYTES)) {
            return false;
        }
        block.set(size, number);
        size++;
        return true;
    }

    /** Sorts a part (heapsort: in place, and never slow). */
    public void sort(int from, int to, Order order) {
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
            if (order.isBefore(get(from + last), get(from + child))) {
                last = child;
            }
        }
        return last;
    }

    private void swap(int one, int other) {
        int number = get(one);
        block.set(one, get(other));
        block.set(other, number);
    }
}

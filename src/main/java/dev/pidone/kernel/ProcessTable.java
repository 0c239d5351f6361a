package dev.pidone.kernel;

import dev.pidone.memory.NativeBlock;

/**
 * The processes that were there at one moment, or rather during the listing: some may have come and gone meanwhile. It
 * is filled again and again, in native memory, which grows only when there are more processes than ever before.
 */
public final class ProcessTable {
    /** What is known of a process: so many numbers each. */
    private static final int FIELDS = 4;
    private static final int PROCESS_ID = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 2;
    private static final int FLAGS = 3;
    private static final int ZOMBIE = 1;
    private static final int DESCENDANT = 2;

    private final NativeBlock block = new NativeBlock();
    private int size;
    private boolean sorted = true;
    private boolean complete = true;

    public void clear() {
        size = 0;
        sorted = true;
        complete = true;
    }

    /** Empties it and gives its memory back. */
    public void release() {
        clear();
        block.shrink();
    }

    /**
     * @param zombie whether it has ended and waits for its parent to reap it, or is a thread of the kernel, as the
     *     first process of a whole machine sees them: for none of them a signal does anything, and nobody waits
     * @return false if there is no memory left for it
     */
    public boolean add(int processId, int parent, int session, boolean zombie) {
        if (!block.reserve((size + 1L) * FIELDS * Integer.BYTES)) {
            complete = false;
            return false;
        }
        sorted &= size == 0 || processId(size - 1) < processId;
        size++;
        set(size - 1, PROCESS_ID, processId);
        set(size - 1, PARENT, parent);
        set(size - 1, SESSION, session);
        set(size - 1, FLAGS, zombie ? ZOMBIE : 0);
        return true;
    }

    public int size() {
        return size;
    }

    public int processId(int index) {
        return get(index, PROCESS_ID);
    }

    /** The parent of a process, 0 if it is outside the PID namespace. */
    public int parent(int index) {
        return get(index, PARENT);
    }

    /** The session of a process, 0 if its leader is outside the PID namespace. */
    public int session(int index) {
        return get(index, SESSION);
    }

    public boolean isZombie(int index) {
        return (get(index, FLAGS) & ZOMBIE) != 0;
    }

    /** Where a process is in the table, negative if it is not listed. */
    public int indexOf(int processId) {
        sort();
        return find(processId);
    }

    /** As {@link #indexOf}, but nobody changes places. */
    private int find(int processId) {
        return sorted ? block.find(processId, size, FIELDS) : findOneByOne(processId);
    }

    private int findOneByOne(int processId) {
        for (int index = 0; index < size; index++) {
            if (processId(index) == processId) {
                return index;
            }
        }
        return -1;
    }

    /**
     * Whether the parent of each process is listed as well, or outside the PID namespace. Where it is not, either it
     * has ended while the list was made and its children have another parent by now, or it is hidden.
     */
    public boolean isConnected() {
        for (int index = 0; index < size; index++) {
            if (parent(index) != 0 && indexOf(parent(index)) < 0) {
                return false;
            }
        }
        return complete;
    }

    /**
     * Notes whether a process descends from another one, as far as the processes tell that were added before it.
     *
     * @return whether it does
     */
    public boolean markDescendant(int index, int ancestor) {
        if (!isMarked(index)) {
            if (processId(index) == ancestor || parent(index) != ancestor && !isMarked(find(parent(index)))) {
                return false;
            }
            set(index, FLAGS, get(index, FLAGS) | DESCENDANT);
        }
        return true;
    }

    private boolean isMarked(int index) {
        return index >= 0 && (get(index, FLAGS) & DESCENDANT) != 0;
    }

    /** Leaves only the descendants of a process: its children, their children, and so on. */
    public void keepDescendantsOf(int ancestor) {
        sort();
        // A child has mostly a higher number than its parent, or all of a family lower ones, once the numbers have begun
        // again: so there are few passes, the last of which only shows that it was enough.
        int before = -1;
        int marked = 0;
        while (marked != before) {
            before = marked;
            marked = 0;
            for (int index = 0; index < size; index++) {
                markDescendant(index, ancestor);
            }
            for (int index = size - 1; index >= 0; index--) {
                marked += markDescendant(index, ancestor) ? 1 : 0;
            }
        }
        int kept = 0;
        for (int index = 0; index < size; index++) {
            if ((get(index, FLAGS) & DESCENDANT) != 0) {
                copy(index, kept);
                kept++;
            }
        }
        size = kept;
    }

    /** The kernel lists processes by their numbers, so this is hardly ever needed. */
    private void sort() {
        if (sorted) {
            return;
        }
        sorted = true;
        // Shell's sort: short, and fast enough.
        for (int gap = size / 2; gap > 0; gap /= 2) {
            for (int end = gap; end < size; end++) {
                for (int index = end; index >= gap && processId(index - gap) > processId(index); index -= gap) {
                    swap(index - gap, index);
                }
            }
        }
    }

    private void swap(int a, int b) {
        for (int field = 0; field < FIELDS; field++) {
            int value = get(a, field);
            set(a, field, get(b, field));
            set(b, field, value);
        }
    }

    private void copy(int from, int to) {
        for (int field = 0; field < FIELDS; field++) {
            set(to, field, get(from, field));
        }
    }

    private int get(int index, int field) {
        return block.get((long) index * FIELDS + field);
    }

    private void set(int index, int field, int value) {
        block.set((long) index * FIELDS + field, value);
    }
}

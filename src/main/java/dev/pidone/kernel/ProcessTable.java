package dev.pidone.kernel;

import dev.pidone.memory.NativeRecords;

/**
 * The processes that were there at one moment, or rather during the listing: some may have come and gone meanwhile. It
 * is filled again and again, in native memory, which grows only when there are more processes than ever before.
 */
public final class ProcessTable {
    private static final int PROCESS_ID = 0;
    private static final int PARENT = 4;
    private static final int SESSION = 8;
    private static final int FLAGS = 12;
    private static final int IDENTITY = 16;
    private static final int START = 24;
    private static final int BYTES = 32;
    private static final int ZOMBIE = 1;
    private static final int VISITED = 2;
    /** What is known of a process in relation to another one: the flag, or the one behind it if it is not so. */
    private static final int DESCENDANT = 4;
    private static final int BELOW = 16;
    private static final int STATE_SHIFT = 8;
    private static final int STATE_MASK = 0xff;

    private final NativeRecords records = new NativeRecords(BYTES, Integer.MAX_VALUE);
    private boolean sorted = true;
    private boolean complete = true;

    public void clear() {
        records.cut(0);
        sorted = true;
        complete = true;
    }

    /** Empties it and gives its memory back. */
    public void release() {
        clear();
        records.release();
    }

    /**
     * @param zombie whether it has ended and waits for its parent to reap it, or is a thread of the kernel, as the
     *     first process of a whole machine sees them: for none of them a signal does anything, and nobody waits
     * @return false if there is no memory left for it
     */
    public boolean add(int processId, int parent, int session, boolean zombie) {
        int index = records.add();
        if (index < 0) {
            complete = false;
            return false;
        }
        sorted &= index == 0 || processId(index - 1) < processId;
        records.setInt(index, PROCESS_ID, processId);
        records.setInt(index, PARENT, parent);
        records.setInt(index, SESSION, session);
        records.setInt(index, FLAGS, zombie ? ZOMBIE : 0);
        return true;
    }

    public int size() {
        return records.size();
    }

    public int processId(int index) {
        return records.getInt(index, PROCESS_ID);
    }

    /** The parent of a process, 0 if it is outside the PID namespace. */
    public int parent(int index) {
        return records.getInt(index, PARENT);
    }

    /** The session of a process, 0 if its leader is outside the PID namespace. */
    public int session(int index) {
        return records.getInt(index, SESSION);
    }

    public boolean isZombie(int index) {
        return (flags(index) & ZOMBIE) != 0;
    }

    /**
     * When a process was started, in hundredths of a second, as the kernel tells it (proc_pid_stat(5)), but for what an
     * {@code int} does not hold; 0 if nobody has noted that.
     */
    public int start(int index) {
        return records.getInt(index, START);
    }

    public void setStart(int index, int start) {
        records.setInt(index, START, start);
    }

    /** The letter that stands for what a process does (proc_pid_stat(5)), 0 if nobody has noted that. */
    public char state(int index) {
        return (char) (flags(index) >>> STATE_SHIFT & STATE_MASK);
    }

    public void setState(int index, char state) {
        setFlag(index, state << STATE_SHIFT);
    }

    /** What tells a process from all others that have had its ID, 0 if nobody has noted that. */
    public long identity(int index) {
        return records.getLong(index, IDENTITY);
    }

    public void setIdentity(int index, long identity) {
        records.setLong(index, IDENTITY, identity);
    }

    /** Notes that a visitor has been told of a process; returns whether that is new. */
    boolean markVisited(int index) {
        boolean isNew = (flags(index) & VISITED) == 0;
        setFlag(index, VISITED);
        return isNew;
    }

    private int flags(int index) {
        return records.getInt(index, FLAGS);
    }

    private void setFlag(int index, int flag) {
        records.setInt(index, FLAGS, flags(index) | flag);
    }

    /** Where a process is in the table, negative if it is not listed. */
    public int indexOf(int processId) {
        sort();
        return find(processId);
    }

    /** As {@link #indexOf}, but nobody changes places. */
    private int find(int processId) {
        return sorted ? records.find(processId, size()) : findOneByOne(processId);
    }

    private int findOneByOne(int processId) {
        for (int index = 0; index < size(); index++) {
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
        for (int index = 0; index < size(); index++) {
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
    boolean markDescendant(int index, int ancestor) {
        if (!isMarked(index)) {
            if (processId(index) == ancestor || parent(index) != ancestor && !isMarked(find(parent(index)))) {
                return false;
            }
            setFlag(index, DESCENDANT);
        }
        return true;
    }

    private boolean isMarked(int index) {
        return index >= 0 && (flags(index) & DESCENDANT) != 0;
    }

    /** Leaves only the descendants of a process: its children, their children, and so on. */
    public void keepDescendantsOf(int ancestor) {
        sort();
        int kept = 0;
        for (int index = 0; index < size(); index++) {
            tellApart(index, ancestor, DESCENDANT);
        }
        for (int index = 0; index < size(); index++) {
            if (isMarked(index)) {
                records.copy(index, kept);
                kept++;
            }
        }
        records.cut(kept);
    }

    /** Leaves only the children of a process. */
    public void keepChildrenOf(int ofWhom) {
        int kept = 0;
        for (int index = 0; index < size(); index++) {
            if (parent(index) == ofWhom) {
                records.copy(index, kept);
                kept++;
            }
        }
        records.cut(kept);
    }

    /** Whether a process descends from another one. To ask about all of them takes a time in proportion to them. */
    public boolean isBelow(int index, int ancestor) {
        sort();
        tellApart(index, ancestor, BELOW);
        return (flags(index) & BELOW) != 0;
    }

    /**
     * Marks a process, and whoever is between it and one that is marked already: so each of them is passed once.
     *
     * @param yes the flag of those that descend from the ancestor
     */
    private void tellApart(int index, int ancestor, int yes) {
        int flag = flagAbove(index, ancestor, yes);
        int at = index;
        while (isOpen(at, yes) && processId(at) != ancestor) {
            setFlag(at, flag);
            at = find(parent(at));
        }
    }

    /** There may be circles: processes were listed one after the other, and IDs may have changed hands meanwhile. */
    private int flagAbove(int index, int ancestor, int yes) {
        int at = index;
        for (int steps = 0; isOpen(at, yes) && processId(at) != ancestor && steps < size(); steps++) {
            if (parent(at) == ancestor) {
                return yes;
            }
            at = find(parent(at));
        }
        return at >= 0 && (flags(at) & yes) != 0 ? yes : yes << 1;
    }

    private boolean isOpen(int index, int yes) {
        return index >= 0 && (flags(index) & (yes | yes << 1)) == 0;
    }

    /** Leaves of each process one entry, where it was listed twice since it got another parent meanwhile. */
    public void dropRepetitions() {
        sort();
        int kept = 0;
        for (int index = 0; index < size(); index++) {
            if (kept == 0 || processId(kept - 1) != processId(index)) {
                records.copy(index, kept);
                kept++;
            }
        }
        records.cut(kept);
    }

    /** The kernel lists processes by their numbers, so this is hardly ever needed. */
    private void sort() {
        if (sorted) {
            return;
        }
        records.sort();
        sorted = true;
    }
}

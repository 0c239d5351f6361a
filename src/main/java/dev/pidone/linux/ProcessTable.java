package dev.pidone.linux;

import java.util.Arrays;

/**
 * The processes that were there at one moment, or rather during the listing: some may have come and gone meanwhile. It
 * is filled again and again and grows only when there are more processes than ever before.
 */
public final class ProcessTable {
    private int[] processIds = new int[64];
    private int[] parents = new int[64];
    private int[] sessions = new int[64];
    private boolean[] zombies = new boolean[64];
    private int[] sorted = new int[64];
    private int size;

    public void clear() {
        size = 0;
    }

    /** @param zombie whether it has ended and waits for its parent to reap it */
    public void add(int processId, int parent, int session, boolean zombie) {
        if (size == processIds.length) {
            processIds = Arrays.copyOf(processIds, 2 * size);
            parents = Arrays.copyOf(parents, 2 * size);
            sessions = Arrays.copyOf(sessions, 2 * size);
            zombies = Arrays.copyOf(zombies, 2 * size);
        }
        processIds[size] = processId;
        parents[size] = parent;
        sessions[size] = session;
        zombies[size] = zombie;
        size++;
    }

    public int size() {
        return size;
    }

    public int processId(int index) {
        return processIds[index];
    }

    /** The parent of a process, 0 if it is outside the PID namespace. */
    public int parent(int index) {
        return parents[index];
    }

    /** The session of a process, 0 if its leader is outside the PID namespace. */
    public int session(int index) {
        return sessions[index];
    }

    public boolean isZombie(int index) {
        return zombies[index];
    }

    /**
     * Whether the parent of each process is listed as well, or outside the PID namespace. Where it is not, either it
     * has ended while the list was made and its children have another parent by now, or it is hidden.
     */
    public boolean isConnected() {
        if (sorted.length < size) {
            sorted = new int[processIds.length];
        }
        System.arraycopy(processIds, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        for (int index = 0; index < size; index++) {
            if (parents[index] != 0 && Arrays.binarySearch(sorted, 0, size, parents[index]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Leaves only the descendants of a process: its children, their children, and so on. */
    public void keepDescendantsOf(int ancestor) {
        int kept = moveChildrenForward(0, ancestor);
        for (int next = 0; next < kept; next++) {
            kept = moveChildrenForward(kept, processIds[next]);
        }
        size = kept;
    }

    private int moveChildrenForward(int from, int parent) {
        int next = from;
        for (int index = from; index < size; index++) {
            if (parents[index] == parent) {
                swap(index, next);
                next++;
            }
        }
        return next;
    }

    private void swap(int a, int b) {
        int processId = processIds[a];
        int parent = parents[a];
        int session = sessions[a];
        boolean zombie = zombies[a];
        processIds[a] = processIds[b];
        parents[a] = parents[b];
        sessions[a] = sessions[b];
        zombies[a] = zombies[b];
        processIds[b] = processId;
        parents[b] = parent;
        sessions[b] = session;
        zombies[b] = zombie;
    }
}

package dev.pidone.agent;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Waits for orphans of other users where /proc hides those (hidepid in proc(5)). Whether such a one has ended cannot be
 * read, but its parent may wait for it, whosever it is. The JDK's method waits until it has ended: each takes a thread.
 */
class HiddenChildren {
    private static final int THREADS = 16;

    /** One that was waited for, and its status; below 0 where there was none. */
    record Ended(long processId, int status) {
    }

    private final Starts starts;
    private final Set<Long> awaited = ConcurrentHashMap.newKeySet();
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

    HiddenChildren(Starts starts) {
        this.starts = starts;
    }

    boolean isAwaited(long processId) {
        return awaited.contains(processId);
    }

    /** Returns whether it will be reaped when it ends. */
    boolean await(long processId) {
        if (awaited.size() >= THREADS) {
            return false;
        }
        awaited.add(processId);
        try {
            new SystemThread("pidone waits for " + processId, new Waiting(processId)).start();
            return true;
        } catch (OutOfMemoryError e) {
            // There is no thread to be had.
            awaited.remove(processId);
            return false;
        }
    }

    /** One that has ended since the last question; {@code null} where there is none. */
    Ended next() {
        return ended.poll();
    }

    /** The work of one thread. */
    private final class Waiting implements Runnable {
        private final long processId;

        private Waiting(long processId) {
            this.processId = processId;
        }

        @Override
        public void run() {
            try {
                ended.add(new Ended(processId, starts.reap(processId)));
            } catch (ReflectiveOperationException | RuntimeException | OutOfMemoryError e) {
                // The next look finds it again.
            } finally {
                awaited.remove(processId);
            }
        }
    }
}

package dev.pidone.agent;

import java.io.File;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Reaps the children of this JVM that nobody waits for, and never one that belongs to {@link Process}.
 *
 * <p>
 * A child of {@link Process} is unknown to the JDK between fork and registration, and waitpid(-1) would take its
 * status. So the question for each zombie is: was it forked by a thread that is still on its way to registering it? The
 * kernel answers it, without any lock between the application and the agent. It keeps the children of a process by
 * thread, in /proc/PID/task/TID/children:
 * <ul>
 * <li>A child stands in the list of the thread that has forked it. Only when that thread ends does it move, to the list
 * of the process's first thread.
 * <li>An orphan that is adopted comes into the list of the first thread at once.
 * <li>The java launcher runs Java in a second thread and leaves the first one waiting for it, so the first one never
 * forks.
 * </ul>
 * Hence a child in the first thread's list is either adopted, or its thread has ended, and with it the start of a
 * Process: then it is registered until its status was taken. So the agent
 * <ol>
 * <li>notes a zombie and its start time,
 * <li>at the next look finds it in the first thread's list,
 * <li>then finds that the JDK does not wait for it,
 * <li>then finds a zombie of that number and start time: the same, which nobody has reaped meanwhile,
 * </ol>
 * and knows that it is none of {@link Process}. Nobody else will reap it, and as long as nobody does its number is not
 * given to another process: it can be reaped by its number. Between the two looks lies {@link #TWICE}: Java 24 and
 * later may unmount a virtual thread just before the registration, where two of them meet in one bin of the JDK's
 * table, and its carrier thread may end; when it is idle for half a minute, or after a JVM that was stopped goes on.
 *
 * <p>
 * A zombie in the list of another thread was forked by native code, or is about to be registered. It is left alone for
 * {@link Options#age()}. Then, twice, it has to be seen before a look at all stacks that finds no thread where
 * processes are started: such a start would be over, and the child registered. The same is done for all where the first
 * thread may fork (a JVM inside another program), but for what has come into its list while it slept: that was adopted.
 * And for all where the kernel keeps no lists.
 */
final class Reaper {
    /** A zombie is seen at least so long before it is reaped, in nanoseconds. */
    static final long TWICE = 90_000_000;
    /** {@link #look}: nothing to look for until another child ends. */
    static final long NEVER = Long.MAX_VALUE;

    /** Sooner one need not look again, in nanoseconds. */
    static final long SOON = 100_000_000;
    private static final long SECOND = 1_000_000_000;
    /** {@link ProcFs#sleep}. */
    private static final String AWAKE = "";
    private static final long BETWEEN_ATTEMPTS = 5 * SECOND;
    /**
     * Looking at the other threads takes at most one part in so many of the time, and so does looking at their stacks.
     */
    private static final long SHARE = 200;

    /** Hears of what was reaped. */
    interface Listener {
        /** @param name {@code null} where it is hidden */
        void reaped(long processId, String name, int status);
    }

    private final ProcFs proc;
    private final Starts starts;
    private final Listener listener;
    private final long self;
    private final Options options;
    private final boolean keepsLists;
    private final boolean firstThreadIsIdle;
    private final Map<Long, Zombie> zombies = new HashMap<>();
    private final HiddenChildren hiddenChildren;
    /** What could not be read at the last look. */
    private Set<Long> unreadable = new HashSet<>();
    /** The first thread's children at the last look, and those of them that have come while it slept. */
    private Set<Long> listed = new HashSet<>();
    private Set<Long> adopted = new HashSet<>();
    /** The first thread's sleep before the last look. */
    private String sleep = AWAKE;
    private long pass;
    private long nextLookAtThreads;
    private long nextLookAtStacks;
    /** A JVM that cannot make a thread complains on standard output. */
    private long nextAwait;
    private boolean hasSeen;
    private boolean hasHidden;

    Reaper(ProcFs proc, Starts starts, HiddenChildren hiddenChildren, long self, Options options, Listener listener) {
        this.proc = proc;
        this.starts = starts;
        this.hiddenChildren = hiddenChildren;
        this.self = self;
        this.options = options;
        this.listener = listener;
        keepsLists = proc.keepsLists();
        firstThreadIsIdle = keepsLists && isStartedByLauncher(proc.executable());
    }

    /** The programs of a JDK (java, jshell…) are one launcher. */
    private static boolean isStartedByLauncher(File executable) {
        File home = new File(System.getProperty("java.home"));
        try {
            return executable != null && new File(home, "bin").getCanonicalFile().equals(executable.getParentFile());
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** Whether the last look has seen the children. */
    boolean hasSeen() {
        return hasSeen;
    }

    /** Whether the last look has met children that cannot be looked at, and that nothing waits for. */
    boolean hasHidden() {
        return hasHidden;
    }

    /**
     * Looks at all children and reaps those that may be reaped.
     *
     * @param now nanoseconds during which this JVM has run, not those in which it was stopped
     * @return in how many nanoseconds there is something to look for, also if no child ends until then
     */
    long look(long now) throws ReflectiveOperationException {
        pass++;
        for (HiddenChildren.Ended one = hiddenChildren.next(); one != null; one = hiddenChildren.next()) {
            if (one.status() >= 0) {
                listener.reaped(one.processId(), null, one.status());
            }
        }
        boolean isComplete = keepsLists ? lookAtThreads(now) : lookAtAll(now);
        long next = isComplete ? NEVER : nextLookAtThreads - now;
        boolean startsAreOver = false;
        for (Iterator<Zombie> all = zombies.values().iterator(); all.hasNext();) {
            Zombie zombie = all.next();
            if (zombie.pass != pass) {
                if (isComplete || zombie.isOrphan && hasSeen) {
                    all.remove();
                }
            } else if (now < zombie.due) {
                next = Math.min(next, zombie.due - now);
            } else if (!zombie.isOrphan && !startsAreOver && !areStartsOver(now)) {
                next = Math.min(next, SECOND);
            } else {
                // One look at the stacks serves all that were seen before it.
                startsAreOver |= !zombie.isOrphan;
                next = Math.min(next, settle(zombie));
                if (zombie.isOver) {
                    all.remove();
                }
            }
        }
        return Math.max(next, SOON);
    }

    /** Returns whether all were looked at. */
    private boolean lookAtThreads(long now) throws ReflectiveOperationException {
        Set<Long> before = unreadable;
        unreadable = new HashSet<>();
        lookAtFirstThread(now);
        // One that was gone before it was read is not there twice.
        Set<Long> hidden = new HashSet<>(unreadable);
        hidden.retainAll(before);
        hasHidden = !awaitHidden(hidden, now);
        if (now < nextLookAtThreads) {
            return false;
        }
        long begin = proc.nanoTime();
        long[] threads = proc.threads();
        for (long thread : threads) {
            if (thread != self) {
                lookAt(proc.children(thread), false, now);
            }
        }
        nextLookAtThreads = now + SHARE * (proc.nanoTime() - begin);
        return hasSeen && threads.length > 0;
    }

    /**
     * What is hidden cannot be told from another process that has got its number meanwhile. But numbers come again only
     * when all others had their turn: what is in the first thread's list, unknown to the JDK, and in that list again,
     * is none of {@link Process}, whose children leave it before the JDK forgets them.
     *
     * @return whether all of them will be reaped
     */
    private boolean awaitHidden(Set<Long> hidden, long now) throws ReflectiveOperationException {
        for (Iterator<Long> all = hidden.iterator(); all.hasNext();) {
            long child = all.next();
            if (!proc.isHidden(child) || starts.isAwaited(child)) {
                all.remove();
            }
        }
        if (hidden.isEmpty() || !firstThreadIsIdle || now < nextAwait) {
            return hidden.isEmpty();
        }
        long[] children = proc.children(self);
        if (children != null) {
            for (long child : children) {
                if (hidden.contains(child) && !hiddenChildren.await(child)) {
                    nextAwait = now + BETWEEN_ATTEMPTS;
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns whether there was anything to look at. */
    private boolean lookAtAll(long now) throws ReflectiveOperationException {
        long[] processes = proc.processes();
        lookAt(processes, false, now);
        hasSeen = processes.length > 0;
        return hasSeen;
    }

    private void lookAtFirstThread(long now) throws ReflectiveOperationException {
        String before = firstThreadIsIdle ? AWAKE : proc.sleep(self);
        long[] children = proc.children(self);
        String after = firstThreadIsIdle ? AWAKE : proc.sleep(self);
        hasSeen = before != null && children != null && after != null;
        if (!hasSeen) {
            return;
        }
        if (!firstThreadIsIdle) {
            boolean hasSlept = !sleep.equals(AWAKE) && sleep.equals(after);
            Set<Long> all = new HashSet<>();
            Set<Long> trusted = new HashSet<>();
            for (long child : children) {
                all.add(child);
                if (hasSlept && (!listed.contains(child) || adopted.contains(child))) {
                    trusted.add(child);
                }
            }
            listed = all;
            adopted = trusted;
            sleep = before;
        }
        for (long child : children) {
            note(child, firstThreadIsIdle || adopted.contains(child), now);
        }
    }

    private void lookAt(long[] children, boolean areOrphans, long now) throws ReflectiveOperationException {
        if (children != null) {
            for (long child : children) {
                note(child, areOrphans, now);
            }
        }
    }

    private void note(long child, boolean isOrphan, long now) throws ReflectiveOperationException {
        Zombie zombie = zombies.get(child);
        // What was in the first thread's list does not leave it: this is another process. What was in another thread's
        // may come there, or this is an orphan that has got the number of one that is gone.
        if (zombie == null || zombie.isOrphan && !isOrphan || !zombie.isOrphan && isOrphan && !isStill(zombie)) {
            zombies.remove(child);
            if (starts.isAwaited(child) || hiddenChildren.isAwaited(child)) {
                return;
            }
            ProcessStat stat = proc.stat(child);
            if (stat == null) {
                unreadable.add(child);
            }
            if (stat == null || stat.parent() != self || !stat.hasStatus()) {
                return;
            }
            zombie = new Zombie(child, stat, isOrphan, now + (isOrphan ? TWICE : Math.max(TWICE, options.age())));
            zombies.put(child, zombie);
        }
        zombie.pass = pass;
    }

    /** Whether no start of a process is under way that was before. */
    private boolean areStartsOver(long now) throws ReflectiveOperationException {
        if (now < nextLookAtStacks) {
            return false;
        }
        long begin = proc.nanoTime();
        boolean mayBeUnderWay = starts.mayBeUnderWay();
        nextLookAtStacks = now + SHARE * (proc.nanoTime() - begin);
        return !mayBeUnderWay;
    }

    /** Reaps it if it is nobody's; returns when to look again. */
    private long settle(Zombie zombie) throws ReflectiveOperationException {
        if (starts.isAwaited(zombie.processId)) {
            zombie.isOver = true;
            return NEVER;
        }
        if (!isStill(zombie)) {
            // Its number may by now be that of another one, which is found by another look.
            zombie.isOver = true;
            return SECOND;
        }
        zombie.looks++;
        if (!zombie.isOrphan && zombie.looks < 2) {
            return SOON;
        }
        int status = starts.reap(zombie.processId);
        zombie.isOver = true;
        if (status >= 0) {
            listener.reaped(zombie.processId, zombie.name, status);
        }
        return NEVER;
    }

    private boolean isStill(Zombie zombie) {
        ProcessStat stat = proc.stat(zombie.processId);
        return stat != null && stat.hasStatus() && stat.parent() == self && stat.startTime() == zombie.startTime
                && !proc.isTraced(zombie.processId);
    }

    /** A child that has ended. */
    private static final class Zombie {
        private final long processId;
        private final String name;
        private final long startTime;
        /** It was seen in the first thread's list. */
        private final boolean isOrphan;
        /** Not before this time it may be reaped. */
        private final long due;
        private long pass;
        /** How often no start was under way while nobody waited for it. */
        private int looks;
        private boolean isOver;

        private Zombie(long processId, ProcessStat stat, boolean isOrphan, long due) {
            this.processId = processId;
            this.name = stat.name();
            this.startTime = stat.startTime();
            this.isOrphan = isOrphan;
            this.due = due;
        }
    }
}

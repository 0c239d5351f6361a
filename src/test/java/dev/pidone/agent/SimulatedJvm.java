package dev.pidone.agent;

import java.io.File;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A process in which threads start processes as the JDK does, and the kernel's view of it. Each question to it lets
 * some things happen first.
 */
final class SimulatedJvm implements Starts {
    static final long SELF = 1;
    /** So few that numbers are given again soon. */
    private static final int FEW = 24;
    private static final int MANY = 30_000;
    private static final int STEPS = 6;
    private static final int RARENESS_OF_FAULTS = 12;

    private final Random random;
    private final boolean keepsLists;
    private final Map<Long, Child> children = new TreeMap<>();
    private final Map<Long, Child> completions = new HashMap<>();
    private final List<Forking> starts = new ArrayList<>();
    private final StringBuilder complaints = new StringBuilder();
    /** How long threads take between fork and registration. */
    private final int slowness;
    private long clock;
    private long lastProcessId = SELF;
    private long lastThread = 100;
    private boolean goes;
    private boolean breaks;
    private int slowestLook = 50_000_000;
    private boolean hides;
    private int processIds = FEW;
    /** Those that a thread of the agent waits for; none where it has not begun. */
    private final Map<Long, Optional<Child>> awaited = new TreeMap<>();
    private final Queue<HiddenChildren.Ended> ended = new ArrayDeque<>();
    private boolean isInsideAnotherProgram;
    private long sleep;
    private boolean isSleepUnreadable;

    SimulatedJvm(Random random, boolean keepsLists) {
        this.random = random;
        this.keepsLists = keepsLists;
        slowness = 1 + random.nextInt(60);
    }

    /** Who has made a child. */
    enum Origin {
        JAVA,
        ORPHAN,
        /** An orphan of another user. */
        HIDDEN,
        NATIVE,
        TRACED
    }

    private static final class Child {
        private final Origin origin;
        private final long startTime;
        private long thread;
        private boolean isZombie;

        private Child(Origin origin, long thread, long startTime) {
            this.origin = origin;
            this.thread = thread;
            this.startTime = startTime;
        }
    }

    /** A thread between fork and registration. */
    private record Forking(long thread, long processId, Child child) {
    }

    /** Whether anything happens by itself. */
    void go(boolean on) {
        goes = on;
    }

    /** Whether now and then something cannot be read, or there is no memory or no permission to do it. */
    void fail(boolean on) {
        breaks = on;
    }

    /** Looks are cheap. */
    void hasFewThreads() {
        slowestLook = 5_000_000;
    }

    /** There are orphans of other users, and /proc does not show them. */
    void hide() {
        hides = true;
        processIds = MANY;
    }

    /** Lets some things happen first. */
    private boolean isRefused() {
        happen();
        if (!breaks || random.nextInt(RARENESS_OF_FAULTS) > 0) {
            return false;
        }
        return switch (random.nextInt(3)) {
            case 0 -> throw new OutOfMemoryError("injected");
            case 1 -> throw new SecurityException("injected");
            default -> true;
        };
    }

    String complaints() {
        return complaints.toString();
    }

    int zombies() {
        return (int) children.values().stream().filter(child -> child.isZombie).count();
    }

    void addLiving(Origin origin) {
        add(origin, origin == Origin.NATIVE ? ++lastThread : SELF);
    }

    void addZombie(Origin origin) {
        Child child = add(origin, origin == Origin.NATIVE ? ++lastThread : SELF);
        child.isZombie = true;
        if (origin == Origin.JAVA) {
            completions.put(lastProcessId, child);
        }
    }

    /** The last one is gone, and another has its number. */
    void replaceZombie(Origin origin) {
        children.remove(lastProcessId);
        lastProcessId = lastProcessId == SELF ? processIds : lastProcessId - 1;
        clock++;
        addZombie(origin);
    }

    private Child add(Origin origin, long thread) {
        do {
            lastProcessId = lastProcessId % processIds + 1;
        } while (lastProcessId == SELF || children.containsKey(lastProcessId));
        Child child = new Child(origin, thread, clock);
        children.put(lastProcessId, child);
        return child;
    }

    void putInsideAnotherProgram() {
        isInsideAnotherProgram = true;
    }

    /** The first thread, which is that program's, does something. */
    void wakeFirstThread() {
        sleep++;
    }

    /** Whether what the first thread does cannot be read. */
    void hideFirstThread(boolean on) {
        isSleepUnreadable = on;
    }

    /** A start of a process begins. */
    void fork() {
        long thread = ++lastThread;
        starts.add(new Forking(thread, 0, null));
        Child child = add(Origin.JAVA, thread);
        starts.set(starts.size() - 1, new Forking(thread, lastProcessId, child));
    }

    private void register() {
        if (starts.isEmpty()) {
            return;
        }
        Forking start = starts.remove(random.nextInt(starts.size()));
        completions.put(start.processId, start.child);
        if (random.nextBoolean()) {
            // The thread ends.
            start.child.thread = SELF;
        }
    }

    private void end() {
        List<Child> all = List.copyOf(children.values());
        if (!all.isEmpty()) {
            all.get(random.nextInt(all.size())).isZombie = true;
        }
    }

    private void endOfThread() {
        List<Long> busy = starts.stream().map(Forking::thread).toList();
        children.values().stream().filter(child -> child.origin == Origin.JAVA && !busy.contains(child.thread))
                .findAny().ifPresent(child -> child.thread = SELF);
    }

    /** The JDK takes a status, or forgets a process whose status it has. */
    private void awaitExit() {
        for (Map.Entry<Long, Child> entry : List.copyOf(completions.entrySet())) {
            Child child = children.get(entry.getKey());
            if (child != entry.getValue()) {
                if (random.nextBoolean()) {
                    completions.remove(entry.getKey(), entry.getValue());
                }
            } else if (child.isZombie && random.nextBoolean()) {
                children.remove(entry.getKey());
            }
        }
    }

    private void happen() {
        for (int steps = goes ? random.nextInt(STEPS) : 0; steps > 0; steps--) {
            clock++;
            if (children.size() < FEW - 4 && random.nextInt(3) == 0) {
                if (random.nextBoolean()) {
                    fork();
                } else {
                    add(hides && random.nextBoolean() ? Origin.HIDDEN : Origin.ORPHAN, SELF);
                }
            }
            switch (random.nextInt(5)) {
                case 0 -> end();
                case 1 -> endOfThread();
                case 2 -> awaitExit();
                case 3 -> {
                    if (random.nextInt(slowness) == 0) {
                        register();
                    }
                }
                default -> {
                }
            }
        }
        waitForHidden();
    }

    /** What the agent's threads do, some time. */
    private void waitForHidden() {
        for (Map.Entry<Long, Optional<Child>> entry : List.copyOf(awaited.entrySet())) {
            long processId = entry.getKey();
            if (entry.getValue().isEmpty()) {
                awaited.put(processId, Optional.of(children.get(processId)));
            } else if (entry.getValue().get().isZombie && random.nextBoolean()) {
                ended.add(new HiddenChildren.Ended(processId, take(processId)));
                awaited.remove(processId);
            }
        }
    }

    HiddenChildren hiddenChildren() {
        return new HiddenChildren(this) {
            @Override
            boolean isAwaited(long processId) {
                return awaited.containsKey(processId);
            }

            @Override
            boolean await(long processId) {
                if (isRefused() || !children.containsKey(processId)) {
                    return false;
                }
                awaited.put(processId, Optional.empty());
                return true;
            }

            @Override
            Ended next() {
                happen();
                return ended.poll();
            }
        };
    }

    /** Every start is over, every process ends, and the JDK takes its statuses. */
    void finish() {
        while (!starts.isEmpty()) {
            register();
        }
        children.values().forEach(child -> child.isZombie = true);
        while (children.values().stream().anyMatch(child -> child.origin == Origin.JAVA) || !completions.isEmpty()) {
            awaitExit();
        }
    }

    @Override
    public boolean isAwaited(long processId) {
        isRefused();
        return completions.containsKey(processId);
    }

    @Override
    public boolean mayBeUnderWay() {
        isRefused();
        return !starts.isEmpty();
    }

    @Override
    public int reap(long processId) {
        isRefused();
        return take(processId);
    }

    private int take(long processId) {
        Child child = children.get(processId);
        if (child == null || !child.isZombie) {
            complaints.append("waits for ").append(processId).append("; ");
            return -1;
        }
        if (child.origin == Origin.JAVA) {
            complaints.append("takes the status of ").append(processId).append("; ");
        }
        children.remove(processId);
        return 0;
    }

    /** The kernel's view. */
    ProcFs proc() {
        return new ProcFs() {
            /** Some looks take so long that the next ones are put off. */
            @Override
            long nanoTime() {
                return random.nextInt(slowestLook);
            }

            @Override
            File executable() {
                try {
                    return isInsideAnotherProgram
                            ? new File("/opt/application/bin/program")
                            : new File(System.getProperty("java.home"), "bin/java").getCanonicalFile();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            String sleep(long thread) {
                return isRefused() || isSleepUnreadable ? null : Long.toString(sleep);
            }

            @Override
            boolean keepsLists() {
                return keepsLists;
            }

            @Override
            long[] threads() {
                return isRefused()
                        ? new long[0]
                        : LongStream
                                .concat(LongStream.of(SELF),
                                        children.values().stream().mapToLong(child -> child.thread))
                                .distinct().toArray();
            }

            @Override
            long[] processes() {
                return isRefused()
                        ? new long[0]
                        : LongStream.concat(LongStream.of(SELF), children.keySet().stream().mapToLong(Long::longValue))
                                .toArray();
            }

            @Override
            long[] children(long thread) {
                return keepsLists && !isRefused()
                        ? children.entrySet().stream().filter(entry -> entry.getValue().thread == thread)
                                .mapToLong(Map.Entry::getKey).toArray()
                        : null;
            }

            @Override
            ProcessStat stat(long processId) {
                boolean isRefused = isRefused();
                Child child = children.get(processId);
                return child == null || child.origin == Origin.HIDDEN || isRefused
                        ? null
                        : new ProcessStat("child", child.isZombie ? 'Z' : 'S', SELF, 1, child.startTime);
            }

            @Override
            boolean isHidden(long processId) {
                happen();
                Child child = children.get(processId);
                return child == null || child.origin == Origin.HIDDEN;
            }

            @Override
            boolean isTraced(long processId) {
                boolean isRefused = isRefused();
                Child child = children.get(processId);
                return isRefused || child == null || child.origin == Origin.TRACED;
            }
        };
    }
}

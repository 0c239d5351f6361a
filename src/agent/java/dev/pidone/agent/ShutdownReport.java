package dev.pidone.agent;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code explain-shutdown=DURATION}: says what holds up a shutdown that takes so long, and again after twice the time,
 * and so on.
 */
final class ShutdownReport implements Runnable {
    private static final int FRAMES = 40;
    private static final int FRAMES_OF_OTHERS = 12;
    private static final int OTHERS = 50;
    private static final String RUNS_HOOKS = "java.lang.ApplicationShutdownHooks";

    private final Options options;
    private final Map<?, ?> hooks;
    private final Field lockOwner;
    private final VirtualThreads virtualThreads;
    private final Semaphore begin = new Semaphore(0);
    private final StringBuilder report = new StringBuilder();
    private final Set<Thread> described = new LinkedHashSet<>();
    /** Whom those that were described wait for. */
    private final Set<Thread> awaited = new LinkedHashSet<>();

    private ShutdownReport(JdkInternals jdk, Options options) throws ReflectiveOperationException {
        this.options = options;
        // The JDK forgets this table when it starts the hooks.
        hooks = (Map<?, ?>) jdk.field(RUNS_HOOKS, "hooks").get(null);
        lockOwner = jdk.field("java.util.concurrent.locks.AbstractOwnableSynchronizer", "exclusiveOwnerThread");
        virtualThreads = new VirtualThreads(jdk);
    }

    static void prepare(JdkInternals jdk, Options options) {
        try {
            ShutdownReport report = new ShutdownReport(jdk, options);
            Runtime.getRuntime().addShutdownHook(new Beginning(report.begin));
            // At the end there may be no thread to be had.
            new SystemThread("pidone shutdown report", report).start();
        } catch (ReflectiveOperationException | RuntimeException | OutOfMemoryError e) {
            Messages.write("agent: shutdowns are not explained: " + e);
        }
    }

    /** A hook that is never run: where a thread could not be started, the JVM would not start the hooks behind it. */
    private static final class Beginning extends Thread {
        private final Semaphore begin;

        private Beginning(Semaphore begin) {
            super(null, null, "pidone shutdown begins", 0, false);
            this.begin = begin;
        }

        @Override
        public void start() {
            begin.release();
        }
    }

    /** Until the JVM is gone. */
    @Override
    public void run() {
        begin.acquireUninterruptibly();
        long elapsed = 0;
        for (long next = options.explainShutdown();; next *= 2) {
            try {
                Thread.sleep((next - elapsed) / 1_000_000);
                elapsed = next;
                write(elapsed);
            } catch (InterruptedException e) {
                return;
            } catch (OutOfMemoryError | ReflectiveOperationException | RuntimeException e) {
                Messages.write("agent: what holds up the shutdown cannot be said: " + e);
            }
            if (next == 0) {
                return;
            }
        }
    }

    private void write(long elapsed) throws ReflectiveOperationException {
        report.setLength(0);
        described.clear();
        awaited.clear();
        report.append("agent: the shutdown has taken ").append(elapsed / 1_000_000).append(" ms");
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        List<Thread> virtual = virtualThreads.all();
        List<Thread> all = new ArrayList<>(stacks.keySet());
        all.addAll(virtual);
        describeHooks(all);
        for (Map.Entry<Thread, StackTraceElement[]> entry : stacks.entrySet()) {
            if (isInShutdown(entry.getValue())) {
                describe("the shutdown is run by ", entry.getKey(), FRAMES, all);
            }
        }
        List<Thread> others = new ArrayList<>();
        for (Thread thread : stacks.keySet()) {
            if (!thread.isDaemon()) {
                others.add(thread);
            }
        }
        describeOthers("threads", others, all);
        describeOthers("virtual threads", virtual, all);
        Messages.write(report.toString());
    }

    private void describeHooks(List<Thread> all) throws ReflectiveOperationException {
        for (Object hook : hooks.keySet().toArray()) {
            Thread thread = (Thread) hook;
            if (thread.isAlive()) {
                describe("this hook runs: ", thread, FRAMES, all);
            }
        }
        if (described.isEmpty()) {
            report.append("; all hooks have ended");
        }
        while (!awaited.isEmpty()) {
            Thread thread = awaited.iterator().next();
            awaited.remove(thread);
            describe("which waits for ", thread, FRAMES, all);
        }
    }

    private static boolean isInShutdown(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            if (element.getClassName().equals("java.lang.Shutdown") && element.getMethodName().equals("runHooks")) {
                return true;
            }
        }
        return false;
    }

    /** Those that may matter, although nobody waits for them as far as one can see. */
    private void describeOthers(String kind, List<Thread> others, List<Thread> all)
            throws ReflectiveOperationException {
        others.removeAll(described);
        for (int i = 0; i < others.size() && i < OTHERS; i++) {
            describe("the hooks may wait for ", others.get(i), FRAMES_OF_OTHERS, all);
        }
        if (others.size() > OTHERS) {
            report.append("\npidone:   and ").append(others.size() - OTHERS).append(" more ").append(kind);
        }
    }

    private void describe(String role, Thread thread, int frames, List<Thread> all)
            throws ReflectiveOperationException {
        if (!described.add(thread)) {
            return;
        }
        report.append("\npidone:   ").append(role).append(name(thread)).append(" (").append(thread.getClass().getName())
                .append("), ").append(thread.getState());
        describeWait(thread, all);
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; i < stack.length && i < frames; i++) {
            report.append("\npidone:     at ").append(stack[i]);
        }
        if (stack.length > frames) {
            report.append("\npidone:     and ").append(stack.length - frames).append(" more frames");
        }
    }

    private void describeWait(Thread thread, List<Thread> all) throws ReflectiveOperationException {
        Object blocker = LockSupport.getBlocker(thread);
        Thread holder = blocker instanceof AbstractOwnableSynchronizer ? (Thread) lockOwner.get(blocker) : null;
        Thread joined = virtualThreads.endingWith(blocker, all);
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            if (info != null && info.getLockName() != null) {
                report.append(" on ").append(info.getLockName());
                holder = holder == null ? withId(info.getLockOwnerId(), all) : holder;
                // Thread.join waits for the thread's own monitor.
                joined = joined == null ? withIdentity(info.getLockInfo(), all) : joined;
            }
        } catch (LinkageError | RuntimeException e) {
            // This JVM comes without the module java.management.
        }
        relate(" held by ", holder);
        relate(", the end of ", joined);
    }

    private static Thread withId(long id, List<Thread> all) {
        for (Thread thread : all) {
            if (thread.getId() == id) {
                return thread;
            }
        }
        return null;
    }

    private static Thread withIdentity(LockInfo lock, List<Thread> all) {
        for (Thread thread : all) {
            if (System.identityHashCode(thread) == lock.getIdentityHashCode()
                    && thread.getClass().getName().equals(lock.getClassName())) {
                return thread;
            }
        }
        return null;
    }

    private void relate(String relation, Thread other) {
        if (other != null) {
            report.append(relation).append(name(other));
            if (!described.contains(other)) {
                awaited.add(other);
            }
        }
    }

    private static String name(Thread thread) {
        // Virtual threads have none by default.
        return '"' + (thread.getName().isEmpty() ? "#" + thread.getId() : Messages.printable(thread.getName())) + '"';
    }
}

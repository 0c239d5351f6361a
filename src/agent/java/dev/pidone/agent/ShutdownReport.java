package dev.pidone.agent;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code explain-shutdown=DURATION}: says what holds up a shutdown that takes so long, and again after twice the time,
 * and so on.
 */
final class ShutdownReport implements Runnable {
    private static final int FRAMES = 40;
    private static final int FRAMES_OF_OTHERS = 12;
    private static final int OTHERS = 50;
    private static final String RUNS_HOOKS = "java.lang.ApplicationShutdownHooks";

    private final Map<?, ?> hooks;
    private final long delay;
    private final Thread begin = new SystemThread("pidone shutdown begins", new Beginning());
    private final StringBuilder report = new StringBuilder();

    private ShutdownReport(Map<?, ?> hooks, long delay) {
        this.hooks = hooks;
        this.delay = delay;
    }

    static void prepare(JdkInternals jdk, long delay) {
        try {
            // The JDK forgets this table when it starts the hooks.
            Map<?, ?> hooks = (Map<?, ?>) jdk.field(RUNS_HOOKS, "hooks").get(null);
            Runtime.getRuntime().addShutdownHook(new ShutdownReport(hooks, delay).begin);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Messages.write("agent: shutdowns are not explained: " + e);
        }
    }

    /** A hook, which holds up nothing. */
    private final class Beginning implements Runnable {
        @Override
        public void run() {
            new SystemThread("pidone shutdown report", ShutdownReport.this).start();
        }
    }

    /** Until the JVM is gone. */
    @Override
    public void run() {
        long elapsed = 0;
        for (long next = delay;; next *= 2) {
            try {
                Thread.sleep((next - elapsed) / 1_000_000);
            } catch (InterruptedException e) {
                return;
            }
            elapsed = next;
            write(elapsed);
            if (next == 0) {
                return;
            }
        }
    }

    private void write(long elapsed) {
        report.setLength(0);
        report.append("agent: the shutdown has taken ").append(elapsed / 1_000_000).append(" ms");
        List<Thread> reported = new ArrayList<>();
        describeHooks(reported);
        List<Thread> others = describeInitiator(reported);
        describe(others);
        Messages.write(report.toString());
    }

    private void describeHooks(List<Thread> reported) {
        for (Object hook : hooks.keySet().toArray()) {
            Thread thread = (Thread) hook;
            if (thread != begin && thread.isAlive()) {
                reported.add(thread);
                describe("this hook runs: ", thread, FRAMES);
            }
        }
        if (reported.isEmpty()) {
            report.append("; all hooks have ended");
        }
    }

    /** Returns the threads that are neither hooks nor the one that runs the shutdown, as far as they may matter. */
    private List<Thread> describeInitiator(List<Thread> hooksThatRun) {
        List<Thread> others = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            if (isInShutdown(entry.getValue())) {
                describe("the shutdown is run by ", thread, FRAMES);
            } else if (!thread.isDaemon() && !hooksThatRun.contains(thread) && others.size() < OTHERS) {
                others.add(thread);
            }
        }
        return others;
    }

    private static boolean isInShutdown(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            if (element.getClassName().equals("java.lang.Shutdown") && element.getMethodName().equals("runHooks")) {
                return true;
            }
        }
        return false;
    }

    private void describe(List<Thread> others) {
        for (Thread thread : others) {
            describe("the hooks may wait for ", thread, FRAMES_OF_OTHERS);
        }
    }

    private void describe(String role, Thread thread, int frames) {
        report.append("\npidone:   ").append(role).append('"').append(Messages.printable(thread.getName()))
                .append("\" (").append(thread.getClass().getName()).append("), ").append(thread.getState());
        describeLock(thread);
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; i < stack.length && i < frames; i++) {
            report.append("\npidone:     at ").append(stack[i]);
        }
    }

    private void describeLock(Thread thread) {
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            if (info == null || info.getLockName() == null) {
                return;
            }
            report.append(" on ").append(info.getLockName());
            if (info.getLockOwnerName() != null) {
                report.append(" held by \"").append(Messages.printable(info.getLockOwnerName())).append('"');
            }
        } catch (LinkageError | RuntimeException e) {
            // This JVM comes without the module java.management.
        }
    }
}

package dev.pidone.agent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code leftovers=terminate}, in a JVM that adopts orphans: what it has started, and what it has adopted, gets TERM
 * when the application's shutdown hooks have ended, which may still need it, and KILL after a limit.
 */
final class Leftovers implements Runnable {
    private static final long LIMIT_NANOSECONDS = 5_000_000_000L;
    /** What was killed is not waited for very long: a process may hang in the kernel. */
    private static final long KILL_NANOSECONDS = 1_000_000_000L;
    private static final long STEP_MILLISECONDS = 20;
    /** java.lang.Shutdown has ten slots, which are run one after the other; 0, 1 and 2 are the JDK's. */
    private static final int LAST_SLOT = 9;

    private final ProcFs proc = new ProcFs();
    private final Set<ProcessHandle> asked = new HashSet<>();
    private final Options options;

    private Leftovers(Options options) {
        this.options = options;
    }

    static void prepare(JdkInternals jdk, Options options) {
        try {
            jdk.method("java.lang.Shutdown", "add", int.class, boolean.class, Runnable.class).invoke(null, LAST_SLOT,
                    false, new Leftovers(options));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Messages.write("agent: leftovers are not terminated: " + e);
        }
    }

    /** Not beside the application in the stack, which may be allowed less by its security manager. */
    @Override
    @SuppressWarnings("removal")
    public void run() {
        // Elsewhere the JVM may be a command that leaves a server running, as build tools do.
        if (options.terminatesLeftovers() && (options.isSubreaper() || ProcessHandle.current().pid() == 1)) {
            AccessController.doPrivileged(new Termination());
        }
    }

    /** As the agent alone. */
    private final class Termination implements PrivilegedAction<Void> {
        @Override
        public Void run() {
            terminate();
            return null;
        }
    }

    private void terminate() {
        long begin = System.nanoTime();
        List<ProcessHandle> rest = rest();
        while (!rest.isEmpty() && System.nanoTime() - begin < LIMIT_NANOSECONDS) {
            for (ProcessHandle process : rest) {
                // What the last look has not seen may have been started meanwhile.
                if (asked.add(process)) {
                    process.destroy();
                }
            }
            pause();
            rest = rest();
        }
        while (!rest.isEmpty() && System.nanoTime() - begin < LIMIT_NANOSECONDS + KILL_NANOSECONDS) {
            for (ProcessHandle process : rest) {
                process.destroyForcibly();
            }
            pause();
            rest = rest();
        }
    }

    /** The descendants that have not ended. */
    private List<ProcessHandle> rest() {
        List<ProcessHandle> rest = new ArrayList<>();
        for (Object descendant : ProcessHandle.current().descendants().toArray()) {
            ProcessHandle process = (ProcessHandle) descendant;
            ProcessStat stat = proc.stat(process.pid());
            if (stat != null && !stat.isZombie()) {
                rest.add(process);
            }
        }
        return rest;
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLISECONDS);
        } catch (InterruptedException e) {
            // The limit ends it.
        }
    }
}

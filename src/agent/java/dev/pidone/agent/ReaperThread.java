package dev.pidone.agent;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the children now and then.
 *
 * <p>
 * Nobody is told when a child has ended: SIGCHLD belongs to the application and to the native code in it. A handler
 * would interrupt their system calls, the JVM makes a thread for each signal it hands to Java and complains on standard
 * output where it cannot, and whoever puts another handler there takes the signal away. A look that is due anyway makes
 * up for each one that has failed.
 */
final class ReaperThread implements Runnable {
    /** A look that fails may be the application's doing, and over soon. */
    private static final long PATIENCE = 5_000_000_000L;

    private final JdkInternals jdk;
    private final Options options;
    private final Messages messages = new Messages();
    private final ProcFs proc = new ProcFs();
    private final Pace pace = new Pace();
    private Reaper reaper;
    private long self;
    private long now;
    private long lastSeen;
    /** {@link ProcFs#cpuTime} after the last look. */
    private long used;
    private int reaped;

    ReaperThread(JdkInternals jdk, Options options) {
        this.jdk = jdk;
        this.options = options;
    }

    void start() {
        new SystemThread("pidone reaper", this).start();
    }

    @Override
    public void run() {
        // Later there may be no thread to be had.
        messages.start();
        for (;;) {
            long begin = System.nanoTime();
            long next = Pace.IDLE;
            reaped = 0;
            try {
                next = lookOrSayWhyNot();
            } catch (Throwable e) {
                // Not even enough memory to say so. Whatever happens, this thread goes on.
            }
            rest(next, cost(System.nanoTime() - begin));
        }
    }

    private long lookOrSayWhyNot() {
        try {
            return look();
        } catch (SecurityException e) {
            failed("the security manager does not allow it");
        } catch (OutOfMemoryError e) {
            // The application's, and perhaps it recovers.
            failed("there is no memory");
        } catch (Throwable e) {
            messages.sayOnce("agent: zombies are not reaped, please report this: ", e);
        }
        return Pace.IDLE;
    }

    private long look() throws ReflectiveOperationException {
        if (self == 0) {
            self = ProcessHandle.current().pid();
        }
        if (proc.self() != self) {
            failed("/proc is not that of this PID namespace");
            return Pace.IDLE;
        }
        if (reaper == null) {
            JavaProcesses processes = new JavaProcesses(jdk);
            reaper = new Reaper(proc, processes, new HiddenChildren(processes), self, options, new Warnings());
        }
        long next = reaper.look(now);
        if (reaper.hasSeen()) {
            lastSeen = now;
        } else {
            failed("/proc/self/task cannot be read");
        }
        if (reaper.hasHidden()) {
            messages.sayOnce(
                    "agent: processes of other users are hidden (hidepid): zombies of some of them are reaped late or"
                            + " never",
                    "");
        }
        return next;
    }

    private void failed(String reason) {
        if (now - lastSeen >= PATIENCE) {
            messages.sayOnce("agent: zombies cannot be reaped: ", reason);
        }
    }

    /**
     * What the look has cost. On a machine that has no CPU for it a look takes long, and that is no reason to look more
     * rarely.
     */
    private long cost(long duration) {
        long before = used;
        long time = 0;
        try {
            time = proc.cpuTime();
        } catch (Throwable e) {
            // As for a look: the next one counts for both.
        }
        if (time > 0) {
            used = time;
        }
        return before > 0 ? used - before : duration;
    }

    private void rest(long next, long cost) {
        long nanoseconds = pace.pause(next, cost, reaped);
        long begin = System.nanoTime();
        try {
            Thread.sleep(nanoseconds / 1_000_000);
        } catch (InterruptedException e) {
            // Whoever that was, there is no reason to stop.
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(nanoseconds);
        }
        // While the JVM was stopped no start of a process has come any further.
        now += Math.min(System.nanoTime() - begin, nanoseconds);
    }

    /** {@code warn-on-reap}. */
    private final class Warnings implements Reaper.Listener {
        @Override
        public void reaped(long processId, String name, int status) {
            reaped++;
            if (options.warnsOnReap()) {
                messages.say("WARN: reaped process " + processId
                        + (name == null ? " of another user" : " (" + Messages.printable(name) + ")") + ", exit status "
                        + status);
            }
        }
    }
}

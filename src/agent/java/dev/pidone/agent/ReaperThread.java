package dev.pidone.agent;

/** Looks at the children whenever one has ended. */
final class ReaperThread implements Runnable {
    /**
     * So long one waits after an end that was told: others follow, and a look at all of them costs as much as at one.
     */
    private static final long PAUSE_MILLISECONDS = 100;

    private final JdkInternals jdk;
    private final Options options;
    private final Messages messages = new Messages();
    private long now;

    ReaperThread(JdkInternals jdk, Options options) {
        this.jdk = jdk;
        this.options = options;
    }

    void start() {
        new SystemThread("pidone reaper", this).start();
    }

    @Override
    public void run() {
        ProcFs proc = new ProcFs();
        long self = ProcessHandle.current().pid();
        if (proc.self() != self) {
            messages.say("agent: zombies cannot be reaped: /proc is not that of this PID namespace");
            return;
        }
        try {
            Reaper reaper = new Reaper(proc, new JavaProcesses(jdk), self, options.age(), new Warnings());
            ChildSignal signal = ChildSignal.create(jdk);
            for (;;) {
                look(reaper, signal);
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            messages.say("agent: zombies are not reaped any more, please report this: " + e);
        }
    }

    private void look(Reaper reaper, ChildSignal signal) throws ReflectiveOperationException {
        try {
            signal.listen();
            // What ended before is found by this look, what ends from now on is told.
            long limit = reaper.look(now);
            if (await(signal, limit)) {
                signal.mute();
                reaper.look(now);
                Thread.sleep(PAUSE_MILLISECONDS);
                now += PAUSE_MILLISECONDS * 1_000_000;
            }
        } catch (OutOfMemoryError e) {
            // The application's, and perhaps it recovers.
            pause();
        } catch (InterruptedException e) {
            // Whoever that was, there is no reason to stop.
        }
    }

    private boolean await(ChildSignal signal, long limit) throws InterruptedException {
        long begin = System.nanoTime();
        long nanoseconds = signal.limit(limit);
        boolean told = signal.await(nanoseconds);
        if (nanoseconds != Reaper.NEVER) {
            // While the JVM was stopped no start of a process has come any further.
            now += Math.min(System.nanoTime() - begin, nanoseconds);
        }
        return told;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            // As above.
        }
    }

    /** {@code warn-on-reap}. */
    private final class Warnings implements Reaper.Listener {
        @Override
        public void reaped(long processId, String name, int status) {
            if (options.warnsOnReap()) {
                messages.say("WARN: reaped process " + processId + " (" + Messages.printable(name) + "), exit status "
                        + status);
            }
        }
    }
}

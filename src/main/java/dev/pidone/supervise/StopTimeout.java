package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Line;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.Signal;
import dev.pidone.report.Log;

/** The deadline that the first stop signal sets: what is left then is killed. */
final class StopTimeout implements Chore {
    private static final int NAMED_IN_MESSAGE = 8;
    /** How soon to kill again where new processes may have appeared meanwhile. */
    private static final long REPEAT = 100_000_000;
    private static final long HOPELESS_AFTER = 10_000_000_000L;

    private final Kernel kernel;
    private final Log log;
    private final Killer killer;
    private final long timeout;
    private final ProcessTable table = new ProcessTable();
    private boolean running;
    private boolean expired;
    private long hopelessAt;
    private long due;

    /**
     * @param timeout in nanoseconds, {@link Policy#NO_TIMEOUT} for none
     * @param everyone who is killed
     */
    StopTimeout(Kernel kernel, Log log, long timeout, Recipients everyone) {
        this.kernel = kernel;
        this.log = log;
        this.timeout = timeout;
        killer = new Killer(kernel, everyone);
    }

    /** Starts the clock with the first signal that asks to end. */
    void forwarded(Signal received, Signal sent) {
        if (isStartedBy(received, sent)) {
            start(timeout);
        }
    }

    /** Whether a signal starts the clock, either as it came or as it was forwarded. */
    boolean isStartedBy(Signal received, Signal sent) {
        return timeout != Policy.NO_TIMEOUT && (asksToEnd(received) || asksToEnd(sent));
    }

    private static boolean asksToEnd(Signal signal) {
        return signal == Signal.TERM || signal == Signal.INT || signal == Signal.QUIT;
    }

    /** Starts the clock, unless it runs already. */
    void start(long nanoseconds) {
        if (!running) {
            running = true;
            due = kernel.nanoTime() + nanoseconds;
        }
    }

    boolean isRunning() {
        return running;
    }

    /** Whether killing has not helped for long: a process may be stuck in the kernel, or beyond pidone's privileges. */
    boolean isHopeless() {
        return expired && hopelessAt - kernel.nanoTime() <= 0;
    }

    @Override
    public long dueIn() {
        return running ? Math.max(0, due - kernel.nanoTime()) : Kernel.FOREVER;
    }

    @Override
    public void perform(Supervisor supervisor) {
        if (!running || due - kernel.nanoTime() > 0) {
            return;
        }
        if (!expired) {
            expired = true;
            hopelessAt = kernel.nanoTime() + HOPELESS_AFTER;
            if (log.writes(Log.Level.WARN)) {
                describeWhoIsLeft(log.begin(Log.Level.WARN).text("the time to stop is over, killing "));
                log.end();
            }
        }
        killer.kill(supervisor);
        due = kernel.nanoTime() + REPEAT;
    }

    private void describeWhoIsLeft(Line line) {
        kernel.listProcesses(table);
        if (kernel.processId() != 1) {
            table.keepDescendantsOf(kernel.processId());
        }
        int count = 0;
        for (int index = 0; index < table.size(); index++) {
            int processId = table.processId(index);
            if (processId != kernel.processId() && !table.isZombie(index)) {
                if (count < NAMED_IN_MESSAGE) {
                    line.text(count == 0 ? "pid=" : ", pid=").number(processId).text(" (");
                    kernel.describeName(processId, line);
                    line.text(")");
                }
                count++;
            }
        }
        if (count > NAMED_IN_MESSAGE) {
            line.text(" and ").number(count - NAMED_IN_MESSAGE).text(" more");
        } else if (count == 0) {
            line.text("whoever is left");
        }
        table.release();
    }
}

package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Line;
import dev.pidone.linux.ResourceUsage;
import dev.pidone.linux.Signal;
import dev.pidone.linux.WaitStatus;
import dev.pidone.report.Event;
import dev.pidone.report.Log;
import dev.pidone.report.Message;
import dev.pidone.report.TerminationLog;

/**
 * Says how and why it has ended: always at the level INFO, and as a warning where there is more behind it than the
 * command's own exit. What a shell is silent about, INT and PIPE, pidone is silent about, too.
 */
final class EndReport {
    private static final int KILLED = 128;
    private static final Signal PIPE = Signal.of(13);

    private final Kernel kernel;
    private final Log log;
    private final StopCause cause;
    private final Stopping stopping;
    private long start;
    private long orphans;
    private int mostAtOnce;

    EndReport(Kernel kernel, Log log, StopCause cause, Stopping stopping) {
        this.kernel = kernel;
        this.log = log;
        this.cause = cause;
        this.stopping = stopping;
    }

    void commandStarted() {
        start = kernel.nanoTime();
    }

    /** So many orphans were found to have ended in one round. */
    void orphansReaped(int count) {
        orphans += count;
        mostAtOnce = Math.max(mostAtOnce, count);
    }

    /**
     * Says it.
     *
     * @param status what became of the command
     * @param exitCode with what pidone ends
     */
    void say(WaitStatus status, int exitCode) {
        boolean remarkable = isRemarkable(status);
        Log.Level level = remarkable ? Log.Level.WARN : Log.Level.INFO;
        if (!log.writes(level) && log.terminationLog() == null) {
            return;
        }
        Message message = log.begin(level, Event.ENDED);
        describe(message, status);
        message.text(", ").duration("run_time", kernel.nanoTime() - start).text(" after its start");
        if (exitCode != status.exitCode() || status.isKilled()) {
            message.text("; exit status ").number("exit_status", exitCode);
        } else {
            message.field("exit_status", exitCode);
        }
        Line copy = log.terminationLog() == null ? null : TerminationLog.line();
        if (copy != null) {
            message.copyTo(copy);
        }
        if (log.writes(level)) {
            message.end();
        }
        if (copy != null) {
            log.terminationLog().write(copy);
        }
        if (log.writes(Log.Level.INFO)) {
            sayStatistics();
        }
    }

    /** Whether more has happened than that the command has ended by itself, or by a key. */
    private boolean isRemarkable(WaitStatus status) {
        if (stopping.limitIsOver() || stopping.hasKilled()) {
            return true;
        }
        if (status.exited()) {
            return status.exitCode() != 0 && (cause.isKnown() || isDeathOfChild(status.exitCode()));
        }
        return status.signal() != Signal.INT && status.signal() != PIPE;
    }

    /** What a shell ends with when a signal has killed what it ran last. */
    private static boolean isDeathOfChild(int code) {
        return code > KILLED && code <= KILLED + Signal.MAX && code != KILLED + Signal.INT.number()
                && code != KILLED + PIPE.number();
    }

    private void describe(Message message, WaitStatus status) {
        message.text("the command ");
        if (status.exited()) {
            describeExit(message, status);
        } else {
            describeDeath(message, status);
        }
        if (cause.isKnown() && !isBy(cause.signal(), status)) {
            message.text(", after ");
            cause.addTo(message);
        }
        int step = stopping.stepsBegun();
        if (step > 0) {
            message.text(", in step ").number("plan_step", step).text(" of ").number("plan_steps", stopping.steps())
                    .text(" of the stop plan");
        }
    }

    private static void describeExit(Message message, WaitStatus status) {
        message.status(status);
        if (isDeathOfChild(status.exitCode())) {
            message.text(", as a shell does when ").signal("child_signal", Signal.of(status.exitCode() - KILLED))
                    .text(" has killed what it ran");
        }
    }

    private void describeDeath(Message message, WaitStatus status) {
        message.text("was ").status(status);
        if (stopping.hasKilled() && status.signal() == Signal.KILL) {
            message.text(" by pidone, as the time to stop was over");
        } else if (isBy(cause.signal(), status)) {
            cause.addSenderTo(message);
        } else if (status.signal() == Signal.KILL) {
            message.text(", and not by pidone");
        }
    }

    private static boolean isBy(Signal signal, WaitStatus status) {
        return signal != null && status.isKilled() && status.signal() == signal;
    }

    private void sayStatistics() {
        ResourceUsage usage = new ResourceUsage();
        kernel.usageOfChildren(usage);
        log.begin(Log.Level.INFO, Event.STATISTICS).text("CPU ").duration("cpu", usage.cpuNanoseconds())
                .text(", largest process ").bytes("peak_memory", usage.peakBytes()).text(", ")
                .number("orphans", orphans).text(orphans == 1 ? " orphan" : " orphans").text(" reaped, at most ")
                .number("most_at_once", mostAtOnce).text(" at once").end();
    }
}

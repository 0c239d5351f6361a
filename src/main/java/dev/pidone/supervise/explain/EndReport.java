package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.Line;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.stop.Stopping;

/**
 * Says how and why it has ended: always at the level INFO, and as a warning where there is more behind it than the
 * command's own exit. What a shell is silent about, INT and PIPE, pidone is silent about, too.
 */
public final class EndReport implements Observer {
    private static final Signal PIPE = Signal.of(13);

    private final Children children;
    private final Clock clock;
    private final Log log;
    private final TerminationLog terminationLog;
    private final Command command;
    private final StopCause cause;
    private final Stopping stopping;
    private final OutOfMemory outOfMemory;
    private long start;
    private long orphans;
    private int mostAtOnce;
    private int inThisRound;

    public EndReport(Kernel kernel, Log log, TerminationLog terminationLog, Command command, StopCause cause,
            Stopping stopping, OutOfMemory outOfMemory) {
        children = kernel.children();
        clock = kernel.clock();
        this.log = log;
        this.terminationLog = terminationLog;
        this.command = command;
        this.cause = cause;
        this.stopping = stopping;
        this.outOfMemory = outOfMemory;
    }

    @Override
    public void commandStarted(int processId) {
        start = clock.nanoTime();
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (who == Child.ORPHAN && child.status().ended()) {
            inThisRound++;
        }
    }

    @Override
    public void roundIsOver() {
        orphans += inThisRound;
        mostAtOnce = Math.max(mostAtOnce, inThisRound);
        inThisRound = 0;
    }

    @Override
    public void ended(ExitStatus exitStatus, HowItEnded how) {
        if (how != HowItEnded.PAUSE) {
            say(command.status(), exitStatus.code());
        }
    }

    private void say(WaitStatus status, int exitCode) {
        Level level = isRemarkable(status) || outOfMemory.happened() ? Level.WARN : Level.INFO;
        Line copy = terminationLog.isOpen() ? TerminationLog.line() : null;
        if (log.writes(level) || copy != null) {
            sayEnd(level, status, exitCode, copy);
            if (outOfMemory.happened()) {
                sayOutOfMemory(outOfMemory.use(), copy);
            } else if (outOfMemory.killedByOthers()) {
                sayWhoHasKilled(outOfMemory.use());
            }
        }
        if (copy != null) {
            terminationLog.write(copy);
        }
        if (log.writes(Level.INFO)) {
            sayStatistics();
        }
    }

    private void sayEnd(Level level, WaitStatus status, int exitCode, Line copy) {
        Message message = log.begin(level, Event.ENDED);
        describe(message, status);
        message.text(", ").duration("run_time", clock.nanoTime() - start).text(" after its start");
        if (exitCode != status.exitCode() || status.isKilled()) {
            message.text("; exit status ").number("exit_status", exitCode);
        } else {
            message.field("exit_status", exitCode);
        }
        finish(message, level, copy);
    }

    private void finish(Message message, Level level, Line copy) {
        if (copy != null) {
            message.copyTo(copy);
        }
        if (log.writes(level)) {
            message.end();
        }
    }

    private void sayOutOfMemory(MemoryUse memory, Line copy) {
        Message message = log.begin(Level.WARN, Event.OUT_OF_MEMORY).text("out of memory: the kernel has killed ")
                .number("oom_kills", memory.killed())
                .text(memory.killed() == 1 ? " process here, " : " processes here, ");
        if (memory.wasLimitReached() && memory.limitBytes() > 0) {
            message.text("for a limit of ").bytes("memory_limit", memory.limitBytes())
                    .text(memory.isLimitOfParent() ? " of the control group above" : "");
        } else {
            message.text("for a limit that cannot be seen from here, such as that of a pod or the machine's memory");
        }
        if (memory.peakBytes() > 0) {
            message.field("memory_peak", memory.peakBytes());
        }
        message.text("; give it more (docker run --memory, Kubernetes resources.limits.memory), or let it use less");
        if (copy != null) {
            copy.text("; ");
        }
        finish(message, Level.WARN, copy);
    }

    private void sayWhoHasKilled(MemoryUse memory) {
        log.warn(Event.ADVICE, memory == null || memory.killed() < 0
                ? "who has sent SIGKILL the kernel does not tell; whether it was for want of memory, the host's dmesg does"
                : "somebody has sent SIGKILL: the kernel has killed nobody here for want of memory");
    }

    /** Whether more has happened than that the command has ended by itself, or by a key. */
    private boolean isRemarkable(WaitStatus status) {
        if (stopping.limitIsOver() || stopping.hasKilled()) {
            return true;
        }
        if (stopping.isSuccess()) {
            return false;
        }
        if (status.exited()) {
            return status.exitCode() != 0 && (cause.isKnown() || isDeathOfChild(status.exitCode()));
        }
        return status.signal() != Signal.INT && status.signal() != PIPE;
    }

    /** What a shell ends with when a signal has killed what it ran last. */
    private static boolean isDeathOfChild(int code) {
        return code > ExitStatus.KILLED && code <= ExitStatus.KILLED + Signal.MAX
                && code != ExitStatus.KILLED + Signal.INT.number() && code != ExitStatus.KILLED + PIPE.number();
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
            message.text(", as a shell does when ")
                    .signal("child_signal", Signal.of(status.exitCode() - ExitStatus.KILLED))
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
        children.usageOfChildren(usage);
        log.begin(Level.INFO, Event.STATISTICS).text("CPU ").duration("cpu", usage.cpuNanoseconds())
                .text(", largest process ").bytes("peak_memory", usage.peakKibibytes() << 10).text(", ")
                .number("orphans", orphans).text(orphans == 1 ? " orphan" : " orphans").text(" reaped, at most ")
                .number("most_at_once", mostAtOnce).text(" at once").end();
    }
}

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
import dev.pidone.supervise.stop.Stopping;

/**
 * Says how and why it has ended: always at the level INFO, and as a warning where there is more behind it than the
 * command's own exit. What a shell is silent about, INT and PIPE, pidone is silent about, too.
 */
public final class EndReport implements Observer {
    private static final Signal PIPE = Signal.of(13);
    /** A second, the smallest limit of CPU time, less what the kernel's two accounts of it may differ by. */
    private static final long SMALLEST_CPU_LIMIT = 900_000_000;

    private final Children children;
    private final Clock clock;
    private final Log log;
    private final TerminationLog terminationLog;
    private final CommandFacts facts;
    private final StopCause cause;
    private final Stopping stopping;
    private final OutOfMemory outOfMemory;
    private Line sentence;
    private long orphans;
    private int mostAtOnce;
    private int inThisRound;

    /** @param outOfMemory is told of everything before, and so are the facts and the cause */
    public EndReport(Kernel kernel, Log log, TerminationLog terminationLog, CommandFacts facts, StopCause cause,
            Stopping stopping, OutOfMemory outOfMemory) {
        children = kernel.children();
        clock = kernel.clock();
        this.log = log;
        this.terminationLog = terminationLog;
        this.facts = facts;
        this.cause = cause;
        this.stopping = stopping;
        this.outOfMemory = outOfMemory;
        sentence = terminationLog.isOpen() ? TerminationLog.line() : null;
    }

    /** What is said of the end is to be kept, for others. */
    public void keepSentence() {
        sentence = sentence == null ? TerminationLog.line() : sentence;
    }

    /** What has been said of the end, as the termination log has it; {@code null} unless it is to be kept. */
    public Line sentence() {
        return sentence;
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
            say(facts.status(), exitStatus.code());
        }
    }

    private void say(WaitStatus status, int exitCode) {
        Level level = isRemarkable(status) || outOfMemory.happened() ? Level.WARN : Level.INFO;
        if (log.writes(level) || sentence != null) {
            sayEnd(level, status, exitCode);
            if (outOfMemory.happened()) {
                sayOutOfMemory(outOfMemory.use());
            } else if (outOfMemory.killedByOthers()) {
                sayWhoHasKilled(outOfMemory.use());
            }
        }
        if (terminationLog.isOpen()) {
            terminationLog.write(sentence);
        }
        if (log.writes(Level.INFO)) {
            sayStatistics();
        }
    }

    private void sayEnd(Level level, WaitStatus status, int exitCode) {
        Message message = log.begin(level, Event.ENDED);
        describe(message, status);
        if (facts.wasAsked()) {
            addCause(message, status);
            addStep(message, facts.stepAtEnd());
        }
        message.text(", ").duration("run_time", facts.runTime()).text(" after its start");
        if (exitCode != status.exitCode() || status.isKilled()) {
            message.text("; exit status ").number("exit_status", exitCode);
        } else {
            message.field("exit_status", exitCode);
        }
        addOthers(message);
        finish(message, level);
    }

    private void addCause(Message message, WaitStatus status) {
        if (!isByCause(status) && !isInPlaceOfCause(status)) {
            message.text(", after ");
            cause.addTo(message);
            if (cause.wasHeld() && !facts.wasTold()) {
                message.text(", which was held back");
            }
        }
    }

    private void addStep(Message message, int step) {
        if (step > 0) {
            message.text(", in step ").number("plan_step", step).text(" of ").number("plan_steps", facts.plan().size())
                    .text(" of the stop plan (");
            facts.plan().step(step - 1).addTo(message);
            message.text(")");
        }
    }

    /** What came later was about those that the command had left. */
    private void addOthers(Message message) {
        boolean wereKilled = stopping.hasKilled() && !facts.wasSent(Signal.KILL);
        boolean isCause = !facts.wasAsked() && cause.isKnown();
        if (wereKilled || isCause) {
            message.text(wereKilled ? "; others were killed, and had ended " : "; others had ended ")
                    .duration("others_time", clock.nanoTime() - facts.end()).text(" later");
        }
        if (isCause) {
            message.text(", after ");
            cause.addTo(message);
            addStep(message, facts.step());
        }
    }

    private void finish(Message message, Level level) {
        if (sentence != null) {
            message.copyTo(sentence);
        }
        if (log.writes(level)) {
            message.end();
        }
    }

    private void sayOutOfMemory(MemoryUse memory) {
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
        if (sentence != null) {
            sentence.text("; ");
        }
        finish(message, Level.WARN);
    }

    private void sayWhoHasKilled(MemoryUse memory) {
        String who = "somebody has sent SIGKILL: memory did not run out here";
        if (memory == null || memory.killed() < 0) {
            who = "the kernel does not tell who has sent SIGKILL; the host's dmesg tells whether memory ran out";
        } else if (mayBeForCpuTime()) {
            who = "somebody has sent SIGKILL, or the kernel for a limit of CPU time (ulimit -t):"
                    + " memory did not run out here";
        }
        log.warn(Event.ADVICE, who);
    }

    /** RLIMIT_CPU of setrlimit(2): not where all together have had less. */
    private boolean mayBeForCpuTime() {
        ResourceUsage usage = new ResourceUsage();
        children.usageOfChildren(usage);
        return usage.cpuNanoseconds() >= SMALLEST_CPU_LIMIT;
    }

    /**
     * Whether more has happened than that the command has ended by itself, by a key, or as it was asked to: by what it
     * was sent, or in its own way, and before anybody had to be killed.
     */
    private boolean isRemarkable(WaitStatus status) {
        if (stopping.limitIsOver() || stopping.hasKilled()) {
            return true;
        }
        if (status.exited()) {
            return isDeathOfChild(status.exitCode())
                    ? !facts.mayHaveEndedBy(Signal.of(status.exitCode() - ExitStatus.KILLED))
                    : status.exitCode() != 0 && facts.wasAsked() && !facts.wasTold();
        }
        return status.signal() != Signal.INT && status.signal() != PIPE && !facts.mayHaveEndedBy(status.signal());
    }

    /** What a shell ends with when a signal has killed what it ran last. */
    private static boolean isDeathOfChild(int code) {
        return code > ExitStatus.KILLED && code <= ExitStatus.KILLED + Signal.MAX
                && code != ExitStatus.KILLED + Signal.INT.number() && code != ExitStatus.KILLED + PIPE.number()
                && Signal.ends(Signal.of(code - ExitStatus.KILLED));
    }

    private void describe(Message message, WaitStatus status) {
        message.text("the command ");
        if (status.exited()) {
            describeExit(message, status);
        } else {
            describeDeath(message, status);
        }
    }

    private static void describeExit(Message message, WaitStatus status) {
        message.status(status);
        if (isDeathOfChild(status.exitCode())) {
            Signal signal = Signal.of(status.exitCode() - ExitStatus.KILLED);
            message.text(", as a shell does when ").signal("child_signal", signal).text(" has killed what it ran")
                    .text(signal == Signal.TERM || signal == Signal.HUP ? ", and a JVM that gets it" : "");
        }
    }

    private void describeDeath(Message message, WaitStatus status) {
        message.text("was ").status(status);
        if (isByCause(status)) {
            cause.addSenderTo(message);
        } else if (isInPlaceOfCause(status)) {
            message.text(" by pidone, in place of ");
            cause.addTo(message);
        } else if (facts.wasLast(status.signal())) {
            facts.addLastTo(message);
        } else if (facts.isKilledByPidone()) {
            message.text(facts.isKilledAtOnce()
                    ? " by pidone, as the stop plan says"
                    : " by pidone, as the time to stop was over");
        } else if (status.signal() == Signal.KILL
                || status.signal() == cause.signal() && !facts.wasSent(status.signal())) {
            message.text(", and not by pidone");
        }
    }

    /** Whether it has ended by the signal that has asked pidone to end, which was passed on to it by then. */
    private boolean isByCause(WaitStatus status) {
        return isBySentForCause(status) && status.signal() == cause.signal();
    }

    /** Whether it has ended by what {@code --rewrite} makes of that signal. */
    private boolean isInPlaceOfCause(WaitStatus status) {
        return isBySentForCause(status) && status.signal() != cause.signal() && !facts.isOfPlan(status.signal());
    }

    private boolean isBySentForCause(WaitStatus status) {
        return facts.wasAsked() && status.isKilled() && status.signal() == cause.sent()
                && facts.isOfCause(status.signal());
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

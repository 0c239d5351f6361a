package dev.pidone.supervise;

import dev.pidone.history.RunHistory;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Kernel.Reaping;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.explain.EndReport;
import dev.pidone.supervise.explain.StopCause;
import dev.pidone.supervise.explain.WaitReport;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.Everyone;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.StopSignals;
import dev.pidone.supervise.stop.Stopping;

/**
 * The loop that the waiting modes share: receive signals, forward them, reap. One thread runs it; it blocks in the
 * kernel and in steady state allocates nothing.
 *
 * <p>
 * A process ID stands for its process only until it is reaped: so signals are forwarded before children are reaped, in
 * every round.
 */
public final class Supervisor {
    /** What a command ends with that INT or QUIT has killed, or that ends as if they had. */
    private static final int INTERRUPTED = 130;
    private static final int QUIT = 131;

    private final Kernel kernel;
    private final Log log;
    private final Policy policy;
    private final ReceivedSignal received = new ReceivedSignal();
    private final ChildEvent child;
    /** {@code null} if nobody wants to know. */
    private final RunHistory history;
    private final Recipients everyone;
    private final Stopping stopping;
    private final OrphanTerminator orphanTerminator;
    private final StopCause stopCause;
    private final EndReport endReport;
    /** {@code null} where nobody wants to know. */
    private final WaitReport waitReport;

    private final JobControl jobControl;
    private DirectForwarding directForwarding;
    private Recipients recipients;
    private int commandId;
    private final WaitStatus commandStatus = WaitStatus.of(0);
    private boolean commandHasEnded;
    private boolean hasChildren;
    private boolean mustReap;

    /** @param ownSession whether the command is to lead a session of its own */
    public Supervisor(Kernel kernel, Log log, Policy policy, boolean ownSession) {
        this(kernel, log, policy, ownSession, null);
    }

    /**
     * @param ownSession whether the command is to lead a session of its own
     * @param history is told what happens; {@code null} if nobody wants to know
     */
    public Supervisor(Kernel kernel, Log log, Policy policy, boolean ownSession, RunHistory history) {
        this(kernel, log, policy, new JobControl(kernel, ownSession), history);
    }

    private Supervisor(Kernel kernel, Log log, Policy policy, JobControl jobControl, RunHistory history) {
        this.history = history;
        child = history == null ? new ChildEvent() : history.newChildEvent();
        this.kernel = kernel;
        this.log = log;
        this.policy = policy;
        this.jobControl = jobControl;
        everyone = Everyone.below(kernel, log);
        stopping = new Stopping(kernel, log, policy, everyone, history);
        stopCause = new StopCause(kernel);
        endReport = new EndReport(kernel, log, stopCause, stopping);
        waitReport = policy.waitReport() == Policy.NO_LIMIT || !log.writes(Log.Level.WARN)
                ? null
                : new WaitReport(kernel, log, policy.waitReport(), stopCause, stopping);
        orphanTerminator = policy.terminateOrphans() ? new OrphanTerminator(kernel, log, policy.grace()) : null;
    }

    /**
     * For pidone outside a PID namespace: what it has started already is the pidone inside, and decides everything.
     *
     * @param inside its process ID
     * @param ownSession whether it leads a session of its own
     */
    public static Supervisor outside(Kernel kernel, Log log, int inside, boolean ownSession) {
        Supervisor supervisor = new Supervisor(kernel, log, Policy.byDefault(), JobControl.outside(kernel, ownSession),
                null);
        supervisor.started(inside);
        return supervisor;
    }

    /**
     * Starts the command as a child.
     *
     * @throws LaunchException if it cannot be executed
     */
    public void start(Launch launch) throws LaunchException {
        started(kernel.spawn(launch));
        if (history != null) {
            history.commandStarted(commandId);
        }
        stopping.commandStarted();
        endReport.commandStarted();
        if (log.writes(Log.Level.INFO)) {
            log.begin(Log.Level.INFO, Event.COMMAND_STARTED).text("started the command, ").pid(commandId).end();
        }
    }

    private void started(int newCommandId) {
        commandId = newCommandId;
        hasChildren = true;
        kernel.letGo();
    }

    /**
     * Supervises until an end is reached.
     *
     * @param newRecipients who is sent the signals that arrive
     * @param ending when to stop; it is asked after every round
     */
    public void supervise(Recipients newRecipients, Ending ending) {
        recipients = newRecipients;
        while (!ending.isReached(this)) {
            try {
                performChores(ending);
            } catch (RuntimeException | OutOfMemoryError e) {
                goOnAfter(e);
            }
            forwardDirectly(recipients.directTarget(this));
            kernel.awaitEvent(mustReap ? 0 : timeLimit(ending));
            log.log(Log.Level.TRACE, Event.WOKEN_UP, "woken up");
            try {
                mustReap = true;
                forwardSignals();
                followStopInside();
                boolean hadEnded = commandHasEnded;
                mustReap = jobControl.wasStopped() || !reapChildren();
                if (commandHasEnded && !hadEnded) {
                    passOnKey();
                }
                if (history != null) {
                    history.roundIsOver();
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                goOnAfter(e);
            }
        }
        stopping.end();
    }

    /** Once supervision has begun, pidone goes on: the command must not die of an error of its supervisor. */
    private void goOnAfter(Throwable error) {
        log.begin(Log.Level.ERROR, Event.INTERNAL_ERROR).text("going on after an internal error: ")
                .printable(description(error)).end();
    }

    private static String description(Throwable error) {
        return error.getMessage() == null ? "no more is known" : error.getMessage();
    }

    /**
     * Ends what is left when the command has ended: TERM, after a grace period KILL, until nobody is left.
     *
     * @param ending when nobody is left
     */
    public void terminateEveryone(Ending ending) {
        if (ending.isReached(this)) {
            return;
        }
        if (history != null) {
            history.othersAreTold();
        }
        stopping.killLater();
        everyone.send(Signal.TERM, this);
        everyone.send(Signal.CONT, this);
        supervise(everyone, new UnlessHopeless(ending, stopping));
    }

    /** What has happened, {@code null} if nobody wants to know. */
    public RunHistory history() {
        return history;
    }

    /**
     * Says how and why it has ended.
     *
     * @param exitCode with what pidone ends
     */
    public void sayHowItEnded(int exitCode) {
        MemoryUse memory = endReport.say(commandStatus, exitCode);
        if (history != null && memory != null) {
            history.memoryRanOut(memory.killed(), memory.wasLimitReached() ? memory.limitBytes() : -1);
        }
    }

    /** All processes that are pidone's business. */
    public Recipients everyone() {
        return everyone;
    }

    /** Who is sent the signals that arrive. */
    public Recipients recipients() {
        return recipients;
    }

    /** The command's process ID. Once it has been reaped, another process may have it. */
    public int commandId() {
        return commandId;
    }

    public boolean commandHasEnded() {
        return commandHasEnded;
    }

    /** The status with which the command has ended, 0 to 255: its own, or 128 and the signal that killed it. */
    public int exitCode() {
        return commandStatus.exitCode();
    }

    /** Whether any child is left, adopted orphans included, as of the last round. */
    public boolean hasChildren() {
        return hasChildren;
    }

    /** Whether the stop plan has begun, and in the end kills everyone. */
    public boolean hasDeadline() {
        return stopping.hasDeadline();
    }

    /** Whether supervision had to end the command because the time limit was over. */
    public boolean limitIsOver() {
        return stopping.limitIsOver();
    }

    /** Whether the command has ended because it was told to, and that is to be a success. */
    public boolean endIsSuccess() {
        return stopping.isSuccess();
    }

    /** Prepared when the command runs already: it need not wait for this. */
    private void forwardDirectly(int target) {
        if (directForwarding == null) {
            directForwarding = new DirectForwarding(kernel, log, policy.mapping(), jobControl, stopping,
                    history != null);
        }
        directForwarding.update(target);
    }

    private long timeLimit(Ending ending) {
        long limit = earlier(ending.recheckNanoseconds(), stopping.dueIn());
        if (waitReport != null) {
            limit = earlier(limit, waitReport.dueIn());
        }
        return orphanTerminator == null ? limit : earlier(limit, orphanTerminator.dueIn());
    }

    private static long earlier(long a, long b) {
        if (a == Kernel.FOREVER) {
            return b;
        }
        return b == Kernel.FOREVER ? a : Math.min(a, b);
    }

    private void forwardSignals() {
        while (kernel.nextSignal(received)) {
            if (history != null) {
                history.signalArrived(received);
            }
            if (received.isDistrusted() && received.sender() != kernel.processId()) {
                warnOfDistrusted();
                note(null, Outcome.DISTRUSTED);
            } else if (isForOthers(received)) {
                forward(received.signal());
            }
        }
    }

    private void warnOfDistrusted() {
        if (log.writes(Log.Level.WARN)) {
            Message message = log.begin(Log.Level.WARN, Event.SIGNAL_DROPPED).text("dropped ")
                    .signal("signal", received.signal()).text(", sent from inside the PID namespace by ");
            if (received.sender() == 0) {
                message.text("an unknown process");
            } else {
                message.pid(received.sender()).text(" ").program(kernel, received.sender());
            }
            message.end();
        }
    }

    /** The kernel's own SIGCHLD is for pidone, and so is what comes of pidone's own doing (giving up a terminal). */
    private boolean isForOthers(ReceivedSignal signal) {
        return (signal.signal() != Signal.CHLD || signal.sentByProcess()) && signal.sender() != kernel.processId();
    }

    private void forward(Signal signal) {
        Signal replacement = policy.mapping().replacement(signal);
        if (replacement == null) {
            log(signal, "dropped");
            note(null, Outcome.DROPPED);
            return;
        }
        boolean groupIsReached = replacement == Signal.CONT && recipients.includeCommandGroup();
        if (signal == Signal.CONT && !commandHasEnded() && jobControl.continued(commandId, groupIsReached)) {
            log(signal, "continued the command's process group on");
            note(null, Outcome.CONTINUED);
            return;
        }
        replacement = jobControl.forOrphanedGroup(replacement);
        if (StopSignals.include(signal, replacement)) {
            stopBegins(isTyped(received));
        }
        if (stopping.holds(signal, replacement, isTyped(received))) {
            log(signal, "held back");
            note(replacement, Outcome.HELD);
            return;
        }
        boolean arrived = received.isForwarded() ? received.hasArrived() : send(replacement, isTyped(received));
        log(signal, arrived ? "forwarded" : "nobody is left to take");
        note(replacement, arrived ? Outcome.FORWARDED : Outcome.NOBODY);
        stopping.forwarded(signal, replacement);
        if (JobControl.asksToStop(signal)) {
            jobControl.stopWasForwarded(commandId, signal, isTyped(received));
        }
    }

    private void stopBegins(boolean isTyped) {
        stopCause.received(received, isTyped);
        if (waitReport != null) {
            waitReport.stopBegins();
        }
    }

    /**
     * A key of the terminal goes to the command's process group, and pidone does not hear of it. To whoever waits for
     * all others in a namespace, too, it is a signal that asks to end, if the command ends by it.
     */
    private void passOnKey() {
        int code = commandStatus.exitCode();
        boolean byKey = (code == INTERRUPTED || code == QUIT) && kernel.isContained() && kernel.hasTerminal();
        if (byKey && recipients.includeCommandGroup() && !policy.plan().isEmpty()) {
            Signal signal = code == INTERRUPTED ? Signal.INT : Signal.QUIT;
            if (!stopping.holds(signal, signal, false)) {
                forwardStopSignal(signal, false);
            }
        }
    }

    /** A stop that the pidone inside a namespace cannot take part in. */
    private void followStopInside() {
        Signal signal = kernel.stopInside();
        if (signal != null && !commandHasEnded) {
            jobControl.commandStopped(commandId, signal);
        }
    }

    /** The stop plan passes on a signal that has been held back. */
    public void forwardStopSignal(Signal signal, boolean isTyped) {
        send(signal, isTyped);
        stopping.forwarded(signal, signal);
    }

    /** A stopped process acts on no signal but KILL before it is continued. */
    public void continueIfStopped(Signal sent, Recipients to) {
        if (!commandHasEnded() && sent != Signal.KILL && !JobControl.stops(sent)
                && jobControl.continueStopped(commandId) && to.includeCommandGroup()) {
            to.send(Signal.CONT, this);
        }
    }

    private boolean send(Signal signal, boolean isTyped) {
        return isTyped && !recipients.includeCommandGroup() && !commandHasEnded()
                ? kernel.signalGroup(commandId, signal)
                : recipients.send(signal, this);
    }

    /**
     * Whether a key of the terminal has caused a signal: a whole process group gets those. That it was pidone's and not
     * the command's is because a shell gives the terminal to a job that runs already without telling it. Where it was
     * that of the pidone outside the namespace, that one has passed it on.
     */
    private boolean isTyped(ReceivedSignal signal) {
        boolean byKernel = !signal.sentByProcess()
                || kernel.isContained() && signal.sender() == 0 && kernel.foregroundGroup() == 0;
        return byKernel
                && (signal.signal() == Signal.INT || signal.signal() == Signal.QUIT || signal.signal() == Signal.TSTP);
    }

    private void log(Signal signal, String what) {
        if (log.writes(Log.Level.DEBUG)) {
            log.begin(Log.Level.DEBUG, Event.SIGNAL).text(what).text(" ").signal("signal", signal).text(" sent by ")
                    .pid(received.sender()).field("action", what).end();
        }
    }

    private void note(Signal sent, Outcome outcome) {
        if (history != null) {
            history.signalHandled(received, sent, outcome);
        }
    }

    /** Returns false if pidone was stopped: then the signals that have arrived since come first. */
    private boolean reapChildren() {
        int orphans = 0;
        Reaping result = kernel.reap(child);
        while (result == Reaping.CHANGED) {
            if (history != null) {
                history.childChanged(child);
            }
            if (child.processId() == commandId && !commandHasEnded()) {
                commandChanged(child.status());
            } else if (child.status().ended() && !stopping.programEnded(child.processId(), child.status())) {
                orphanEnded(child.processId(), child.status());
                orphans++;
            }
            if (jobControl.wasStopped()) {
                endReport.orphansReaped(orphans);
                return false;
            }
            result = kernel.reap(child);
        }
        endReport.orphansReaped(orphans);
        hasChildren = result != Reaping.NO_CHILDREN;
        return true;
    }

    private void commandChanged(WaitStatus status) {
        if (log.writes(Log.Level.INFO)) {
            log.begin(Log.Level.INFO, status.ended() ? Event.COMMAND_ENDED : Event.COMMAND_STOPPED)
                    .text("the command, ").pid(commandId).text(", ").status(status).end();
        }
        if (status.ended()) {
            commandStatus.set(status);
            commandHasEnded = true;
            stopping.commandEnded(status);
            if (waitReport != null) {
                waitReport.commandEnded();
            }
            jobControl.commandEnded(commandId);
        } else {
            jobControl.commandStopped(commandId, status.signal());
        }
    }

    private void orphanEnded(int processId, WaitStatus status) {
        if (orphanTerminator != null) {
            orphanTerminator.reaped(processId);
        }
        Log.Level level = policy.warnOnReap() ? Log.Level.WARN : Log.Level.DEBUG;
        if (log.writes(level)) {
            log.begin(level, Event.ORPHAN_REAPED).text("reaped orphan ").pid(processId).text(", ").status(status).end();
        }
    }

    /** Where it is open whether the end is reached, nothing more must be begun. */
    private void performChores(Ending ending) {
        if (ending.recheckNanoseconds() == 0) {
            return;
        }
        stopping.perform(this);
        if (stopping.limitIsOver()) {
            stopCause.timeLimitIsOver();
        }
        if (waitReport != null) {
            if (stopping.limitIsOver()) {
                waitReport.stopBegins();
            }
            waitReport.perform(this);
        }
        if (orphanTerminator != null) {
            orphanTerminator.perform(this);
        }
    }
}

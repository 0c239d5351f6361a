package dev.pidone.supervise;

import dev.pidone.linux.ChildEvent;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Kernel.Reaping;
import dev.pidone.linux.Launch;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.ReceivedSignal;
import dev.pidone.linux.Signal;
import dev.pidone.linux.WaitStatus;
import dev.pidone.report.Log;

/**
 * The loop that the waiting modes share: receive signals, forward them, reap. One thread runs it; it blocks in the
 * kernel and in steady state allocates nothing.
 *
 * <p>
 * A process ID stands for its process only until it is reaped: so signals are forwarded before children are reaped, in
 * every round.
 */
public final class Supervisor {
    /** A flood of signals must not keep pidone from reaping. */
    private static final int SIGNALS_PER_ROUND = 64;

    private final Kernel kernel;
    private final Log log;
    private final ReceivedSignal received = new ReceivedSignal();
    private final ChildEvent child = new ChildEvent();

    private int commandId;
    private WaitStatus commandStatus;
    private boolean hasChildren;

    public Supervisor(Kernel kernel, Log log) {
        this.kernel = kernel;
        this.log = log;
    }

    /**
     * Starts the command as a child.
     *
     * @throws LaunchException if it cannot be executed
     */
    public void start(Launch launch) throws LaunchException {
        commandId = kernel.spawn(launch);
        hasChildren = true;
        kernel.leaveWorkingDirectory();
        if (log.writes(Log.Level.INFO)) {
            log.info("started the command, pid=" + commandId);
        }
    }

    /**
     * Supervises until an end is reached.
     *
     * @param recipients who is sent the signals that arrive
     * @param ending when to stop; it is asked after every round
     * @return the command's exit status
     */
    public ExitStatus supervise(Recipients recipients, Ending ending) {
        while (!ending.isReached(this)) {
            kernel.awaitEvent(ending.recheckNanoseconds());
            try {
                forwardSignals(recipients);
                reapChildren();
            } catch (RuntimeException | OutOfMemoryError e) {
                // Once supervision has begun, pidone goes on: the command must not die of an error of its supervisor.
                log.error("going on after an internal error: " + e);
            }
        }
        return commandStatus.exitStatus();
    }

    /** The command's process ID. Once it has been reaped, another process may have it. */
    public int commandId() {
        return commandId;
    }

    public boolean commandHasEnded() {
        return commandStatus != null;
    }

    /** Whether any child is left, adopted orphans included, as of the last round. */
    public boolean hasChildren() {
        return hasChildren;
    }

    private void forwardSignals(Recipients recipients) {
        for (int count = 0; count < SIGNALS_PER_ROUND && kernel.nextSignal(received); count++) {
            // The kernel's own SIGCHLD is for pidone. One that a process sent is for the command.
            if (received.signal() != Signal.CHLD || received.sentByProcess()) {
                forward(received.signal(), recipients);
            }
        }
    }

    private void forward(Signal signal, Recipients recipients) {
        boolean arrived = recipients.send(signal, this);
        if (log.writes(Log.Level.DEBUG)) {
            log.debug((arrived ? "forwarded " : "nobody is left to take ") + signal + " sent by pid="
                    + received.sender());
        }
    }

    private void reapChildren() {
        Reaping result = kernel.reap(child);
        while (result == Reaping.CHANGED) {
            childChanged(child.processId(), child.status());
            result = kernel.reap(child);
        }
        hasChildren = result != Reaping.NO_CHILDREN;
    }

    private void childChanged(int processId, WaitStatus status) {
        if (processId == commandId && !commandHasEnded()) {
            if (status.ended()) {
                commandStatus = status;
            }
            if (log.writes(Log.Level.INFO)) {
                log.info("the command, pid=" + processId + ", " + status);
            }
        } else if (log.writes(Log.Level.DEBUG)) {
            log.debug((status.ended() ? "reaped orphan pid=" : "orphan pid=") + processId + ", " + status);
        }
    }
}

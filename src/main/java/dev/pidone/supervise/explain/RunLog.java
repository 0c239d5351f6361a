package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;

/** Says what happens as it happens: what {@code -v} and {@code -vv} show. */
public final class RunLog implements Observer {
    private final Processes processes;
    private final Log log;
    private final Level levelOfOrphans;

    /** @param warnOfOrphans whether each reaped orphan is worth a warning */
    public RunLog(Kernel kernel, Log log, boolean warnOfOrphans) {
        processes = kernel.processes();
        this.log = log;
        levelOfOrphans = warnOfOrphans ? Level.WARN : Level.DEBUG;
    }

    @Override
    public void commandStarted(int processId) {
        if (log.writes(Level.INFO)) {
            log.begin(Level.INFO, Event.COMMAND_STARTED).text("started the command, ").pid(processId).end();
        }
    }

    @Override
    public void signalHandled(ReceivedSignal received, Signal sent, Outcome outcome) {
        if (outcome == Outcome.DISTRUSTED) {
            warnOfDistrusted(received);
        } else if (log.writes(Level.DEBUG)) {
            Message message = log.begin(Level.DEBUG, Event.SIGNAL).text(outcome.action()).text(" ").signal("signal",
                    received.signal());
            if (!received.sentByProcess()) {
                message.text(" sent by the kernel").field("sender", "kernel");
            } else if (received.sender() == 0) {
                message.text(" sent from outside the PID namespace").field("sender", "outside");
            } else {
                message.text(" sent by ").pid(received.sender()).field("sender", "process");
            }
            message.field("action", outcome.action()).end();
        }
    }

    private void warnOfDistrusted(ReceivedSignal received) {
        if (log.writes(Level.WARN)) {
            Message message = log.begin(Level.WARN, Event.SIGNAL_DROPPED).text("dropped ")
                    .signal("signal", received.signal()).text(", sent from inside the PID namespace by ");
            if (received.sender() == 0) {
                message.text("an unknown process");
            } else {
                message.pid(received.sender()).text(" ").program(processes, received.sender());
            }
            message.end();
        }
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        WaitStatus status = child.status();
        if (who == Child.COMMAND && log.writes(Level.INFO)) {
            log.begin(Level.INFO, status.ended() ? Event.COMMAND_ENDED : Event.COMMAND_STOPPED).text("the command, ")
                    .pid(child.processId()).text(", ").status(status).end();
        } else if (who == Child.ORPHAN && status.ended() && log.writes(levelOfOrphans)) {
            log.begin(levelOfOrphans, Event.ORPHAN_REAPED).text("reaped orphan ").pid(child.processId()).text(", ")
                    .status(status).end();
        }
    }
}

package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;

/** Sends signals to those who are to get them now: the mode says who, and everyone once the command has ended. */
public final class Delivery {
    private final Signals signals;
    private final Command command;
    private final JobControl jobControl;
    private final Recipients everyone;
    private Recipients recipients;

    /** @param everyone all processes that are pidone's business */
    public Delivery(Signals signals, Command command, JobControl jobControl, Recipients everyone) {
        this.signals = signals;
        this.command = command;
        this.jobControl = jobControl;
        this.everyone = everyone;
        recipients = everyone;
    }

    /** From now on these are sent the signals that arrive. */
    public void setRecipients(Recipients newRecipients) {
        recipients = newRecipients;
    }

    /** Who is sent the signals that arrive. */
    public Recipients recipients() {
        return recipients;
    }

    /** All processes that are pidone's business. */
    public Recipients everyone() {
        return everyone;
    }

    /**
     * Forwards a signal.
     *
     * @param isTyped whether a key of the terminal has caused it: the command's whole process group gets it then
     * @return false if there is nobody that it could be sent to
     */
    public boolean send(Signal signal, boolean isTyped) {
        return isTyped && !recipients.includeCommandGroup() && !command.hasEnded()
                ? signals.signalGroup(command.processId(), signal)
                : recipients.send(signal);
    }

    /** Sends a signal to some, and continues the command if it is stopped: it acts on no signal but KILL before. */
    public void sendAndContinue(Signal signal, Recipients to) {
        to.send(signal);
        if (!command.hasEnded() && signal != Signal.KILL && !JobControl.stops(signal) && jobControl.continueStopped()
                && to.includeCommandGroup()) {
            to.send(Signal.CONT);
        }
    }
}

package dev.pidone.supervise.explain;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Message;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;

/**
 * Why pidone was told to end: the first signal that asked for it and who has sent it, the time limit, or the end of
 * standard input.
 */
public final class StopCause implements Observer {
    private final Sender sender;
    private Signal signal;
    /** What it was in place of a signal; {@code null} if that was none of them. */
    private String other;
    private int senderNumber;
    private boolean isBeingHandled;
    private Signal sent;
    private boolean wasHeld;

    public StopCause(Kernel kernel) {
        sender = new Sender(kernel, Sender.Fields.STOP);
    }

    /**
     * A signal that asks to end has arrived: the first one counts. The sender may be gone soon: so who it is is noted.
     */
    @Override
    public void stopRequested(ReceivedSignal received, boolean isTyped) {
        if (isKnown()) {
            return;
        }
        isBeingHandled = true;
        signal = received.signal();
        senderNumber = Sender.number(received);
        sender.note(received, isTyped);
    }

    @Override
    public void signalHandled(ReceivedSignal received, Signal newSent, Outcome outcome) {
        if (isBeingHandled) {
            isBeingHandled = false;
            sent = newSent;
            wasHeld = outcome == Outcome.HELD;
        }
    }

    @Override
    public void limitIsOver() {
        note("the time limit");
    }

    @Override
    public void inputHasEnded() {
        note("the end of standard input");
    }

    private void note(String cause) {
        if (!isKnown()) {
            other = cause;
        }
    }

    boolean isKnown() {
        return signal != null || other != null;
    }

    /** The signal, {@code null} if none has come. */
    Signal signal() {
        return signal;
    }

    /** What is sent in its place, {@code null} if none has come. */
    Signal sent() {
        return sent;
    }

    /** Whether another signal has come from the same sender. */
    boolean isFrom(int number) {
        return signal != null && senderNumber == number;
    }

    /** Whether the stop plan has held it back at first. */
    boolean wasHeld() {
        return wasHeld;
    }

    /** Adds it to a message: {@code SIGTERM sent by pid=12 (sh), user 1000}. */
    void addTo(Message message) {
        if (signal == null) {
            message.text(other);
            return;
        }
        message.signal("stop_signal", signal);
        addSenderTo(message);
    }

    /** Adds who has sent it: {@code  sent by pid=12 (sh), user 1000}. */
    void addSenderTo(Message message) {
        sender.addTo(message);
    }
}

package dev.pidone.supervise.explain;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Message;
import dev.pidone.memory.Line;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;

/** Why pidone was told to end: the first signal that asked for it and who has sent it, or the time limit. */
public final class StopCause implements Observer {
    private static final int LONGEST_NAME = 64;

    private final Processes processes;
    private final ProcessDetails details = new ProcessDetails();
    private final Line sender = new Line(LONGEST_NAME);
    private Signal signal;
    private boolean timeLimit;
    private boolean typed;
    private boolean byProcess;
    private int senderId;
    private int senderUser;
    private boolean isBeingHandled;
    private Signal sent;
    private boolean wasHeld;

    public StopCause(Kernel kernel) {
        processes = kernel.processes();
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
        typed = isTyped;
        byProcess = received.sentByProcess();
        senderId = received.sender();
        senderUser = -1;
        sender.clear();
        if (senderId != 0 && processes.describe(senderId, details)) {
            sender.line(details.name());
            senderUser = details.user();
        }
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
        timeLimit |= !isKnown();
    }

    boolean isKnown() {
        return signal != null || timeLimit;
    }

    /** The signal, {@code null} if none has come. */
    Signal signal() {
        return signal;
    }

    /** What is sent in its place, {@code null} if none has come. */
    Signal sent() {
        return sent;
    }

    /** Whether the stop plan has held it back at first. */
    boolean wasHeld() {
        return wasHeld;
    }

    /** Adds it to a message: {@code SIGTERM sent by pid=12 (sh), user 1000}. */
    void addTo(Message message) {
        if (signal == null) {
            message.text("the time limit");
            return;
        }
        message.signal("stop_signal", signal);
        addSenderTo(message);
    }

    /** Adds who has sent it: {@code  sent by pid=12 (sh), user 1000}. */
    void addSenderTo(Message message) {
        if (typed) {
            message.text(" typed on the terminal").field("stop_sender", "terminal");
        } else if (!byProcess) {
            message.text(" sent by the kernel").field("stop_sender", "kernel");
        } else if (senderId == 0) {
            message.text(" from outside the PID namespace").field("stop_sender", "outside");
        } else {
            addProcess(message);
        }
    }

    private void addProcess(Message message) {
        message.text(" sent by pid=").number("stop_sender_pid", senderId).field("stop_sender", "process");
        if (sender.length() == 0) {
            message.text(", which is gone by now");
        } else {
            message.text(" (").value("stop_sender_program", sender).text("), ");
            message.user("user ", "stop_sender_uid", senderUser);
        }
    }
}

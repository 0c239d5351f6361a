package dev.pidone.supervise.explain;

import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.log.Message;
import dev.pidone.memory.Line;

/** Who has sent a signal. It may be gone soon: so who it is is noted when the signal arrives. */
final class Sender {
    private static final int LONGEST_NAME = 64;

    private final Processes processes;
    private final ProcessDetails details = new ProcessDetails();
    private final Line name = new Line(LONGEST_NAME);
    private boolean typed;
    private boolean byProcess;
    private int processId;
    private int user;

    Sender(Processes processes) {
        this.processes = processes;
    }

    /** @param isTyped whether a key of the terminal has caused the signal */
    void note(ReceivedSignal received, boolean isTyped) {
        boolean isSame = processId != 0 && processId == received.sender();
        typed = isTyped;
        byProcess = received.sentByProcess();
        processId = received.sender();
        if (isSame) {
            return;
        }
        user = -1;
        name.clear();
        if (processId != 0 && processes.describe(processId, details)) {
            name.line(details.name());
            user = details.user();
        }
    }

    /** Adds it to a message: {@code  sent by pid=12 (sh), user 1000}. */
    void addTo(Message message) {
        if (typed) {
            message.text(" typed on the terminal").field("stop_sender", "terminal");
        } else if (!byProcess) {
            message.text(" sent by the kernel").field("stop_sender", "kernel");
        } else if (processId == 0) {
            message.text(" from outside the PID namespace").field("stop_sender", "outside");
        } else {
            message.text(" sent by pid=").number("stop_sender_pid", processId).field("stop_sender", "process");
            if (name.length() == 0) {
                message.text(", which is gone by now");
            } else {
                message.text(" (").value("stop_sender_program", name).text("), ").user("user ", "stop_sender_uid",
                        user);
            }
        }
    }
}

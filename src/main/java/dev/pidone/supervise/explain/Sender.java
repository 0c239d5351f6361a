package dev.pidone.supervise.explain;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Message;
import dev.pidone.memory.Line;

/** Who has sent a signal. It may be gone soon: so who it is is noted when the signal arrives. */
final class Sender {
    private static final int LONGEST_NAME = 64;
    private static final int THE_KERNEL = -1;

    private final Processes processes;
    private final Signals signals;
    private final Fields fields;
    private final ProcessDetails details = new ProcessDetails();
    private final Line name = new Line(LONGEST_NAME);
    private boolean typed;
    private boolean byProcess;
    private int processId;
    private int user;
    private boolean gone;

    /** How its fields are named in JSON: one message may name two senders. */
    enum Fields {
        /** Who has asked to end. */
        STOP("stop_sender", "stop_sender_pid", "stop_sender_program", "stop_sender_uid"),
        /** Who has sent the signal that ended the command. */
        END("sender", "sender_pid", "sender_program", "sender_uid");

        private final String kind;
        private final String processId;
        private final String program;
        private final String user;

        Fields(String kind, String processId, String program, String user) {
            this.kind = kind;
            this.processId = processId;
            this.program = program;
            this.user = user;
        }
    }

    Sender(Kernel kernel, Fields fields) {
        processes = kernel.processes();
        signals = kernel.signals();
        this.fields = fields;
    }

    /** A number for who has sent a signal: two that are equal are of one sender, as far as that can be known. */
    static int number(ReceivedSignal received) {
        return received.sentByProcess() ? received.sender() : THE_KERNEL;
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
        gone = false;
        name.clear();
        if (processId != 0 && processes.describe(processId, details)) {
            name.line(details.name());
            user = details.user();
        } else {
            // Or /proc does not show it: missing, of another namespace, or hidepid.
            gone = processId != 0 && signals.isGone(processId);
        }
    }

    /** Adds it to a message: {@code  sent by pid=12 (sh), user 1000}. */
    void addTo(Message message) {
        if (typed) {
            message.text(" typed on the terminal").field(fields.kind, "terminal");
        } else if (!byProcess) {
            message.text(" sent by the kernel").field(fields.kind, "kernel");
        } else if (processId == 0) {
            message.text(" from outside the PID namespace").field(fields.kind, "outside");
        } else {
            message.text(" sent by pid=").number(fields.processId, processId).field(fields.kind, "process");
            if (gone) {
                message.text(", which is gone by now");
            } else if (name.length() > 0) {
                message.text(" (").value(fields.program, name).text("), ").user("user ", fields.user, user);
            }
        }
    }
}

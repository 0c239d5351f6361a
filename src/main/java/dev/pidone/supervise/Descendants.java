package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.Signal;
import dev.pidone.report.Log;
import java.util.Arrays;

/**
 * Forwards signals to each descendant of pidone, where it is not PID 1 and must not signal everyone.
 *
 * <p>
 * Processes come and go while /proc is read: it is read again until a pass finds nobody new and has missed nobody for
 * want of the parent that links it to pidone. None of the IDs found can have passed to a stranger before the signal is
 * sent: all of them are descendants, and an ended one keeps its ID until its parent reaps it; that a parent does so
 * just between the look and the signal is the one race that is left.
 */
public final class Descendants implements Recipients {
    /** Descendants that fork faster than they can be listed must not keep pidone from reaping. */
    private static final int MAX_PASSES = 100;
    /** Where /proc hides parents for good (hidepid), another pass is no better. */
    private static final int MAX_PASSES_WITH_GAPS = 3;

    private final Kernel kernel;
    private final Log log;
    private final ProcessTable table = new ProcessTable();
    private int[] sent = new int[64];
    private int sentCount;
    private boolean warned;

    public Descendants(Kernel kernel, Log log) {
        this.kernel = kernel;
        this.log = log;
    }

    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public boolean send(Signal signal, Supervisor supervisor) {
        sentCount = 0;
        int passesWithGaps = 0;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            if (!kernel.listProcesses(table)) {
                return sendToCommand(signal, supervisor);
            }
            boolean connected = table.isConnected();
            passesWithGaps += connected ? 0 : 1;
            boolean complete = connected || passesWithGaps > MAX_PASSES_WITH_GAPS;
            table.keepDescendantsOf(kernel.processId());
            if (!sendToNewcomers(signal) && complete) {
                break;
            }
        }
        return sentCount > 0;
    }

    private boolean sendToNewcomers(Signal signal) {
        int before = sentCount;
        for (int index = 0; index < table.size(); index++) {
            int processId = table.processId(index);
            if (!table.isZombie(index) && Arrays.binarySearch(sent, 0, before, processId) < 0
                    && kernel.signal(processId, signal)) {
                if (sentCount == sent.length) {
                    sent = Arrays.copyOf(sent, 2 * sentCount);
                }
                sent[sentCount] = processId;
                sentCount++;
            }
        }
        Arrays.sort(sent, 0, sentCount);
        return sentCount > before;
    }

    private boolean sendToCommand(Signal signal, Supervisor supervisor) {
        if (!warned) {
            log.warn("/proc does not show the processes of this PID namespace: signals go to the command only");
            warned = true;
        }
        return !supervisor.commandHasEnded() && kernel.signal(supervisor.commandId(), signal);
    }
}

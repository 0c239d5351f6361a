package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessIds;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.Command;

/**
 * Forwards signals to each descendant of pidone, where it is not PID 1 and must not signal everyone.
 *
 * <p>
 * Processes come and go while /proc is read. So each is sent the signal the moment it is listed, before it can fork and
 * end; and /proc is read again until a pass finds nobody new and has missed nobody for want of the parent that links it
 * to pidone. None of the IDs found can have passed to a stranger before the signal is sent: all of them are
 * descendants, and an ended one keeps its ID until its parent reaps it; that a parent does so just between the look and
 * the signal is the one race that is left.
 */
public final class Descendants implements Recipients, ProcessVisitor {
    /** Descendants that fork faster than they can be listed must not keep pidone from reaping. */
    private static final int MAX_PASSES = 100;
    /** Where /proc hides parents for good (hidepid), another pass is no better. */
    private static final int MAX_PASSES_WITH_GAPS = 3;

    private final Processes processes;
    private final Signals signals;
    private final int self;
    private final Command command;
    private final ProcessTable table = new ProcessTable();
    private final ProcessIds tried = new ProcessIds();
    private final ProcUnusable procUnusable;
    private Signal signal;
    private boolean anybody;

    public Descendants(Kernel kernel, Command command, Log log) {
        processes = kernel.processes();
        signals = kernel.signals();
        self = kernel.processId();
        this.command = command;
        procUnusable = new ProcUnusable(log, "signals go to the command only");
    }

    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public boolean send(Signal wanted) {
        signal = wanted;
        anybody = false;
        sendToAll();
        table.release();
        tried.release();
        return anybody;
    }

    private void sendToAll() {
        int passesWithGaps = 0;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            int before = tried.size();
            if (!processes.listProcesses(table, this)) {
                sendToCommand();
                return;
            }
            boolean connected = table.isConnected();
            passesWithGaps += connected ? 0 : 1;
            sendToAllListed();
            if (tried.size() == before && (connected || passesWithGaps > MAX_PASSES_WITH_GAPS)) {
                return;
            }
        }
    }

    @Override
    public void visit(ProcessTable listed, int index) {
        if (listed.markDescendant(index, self) && !listed.isZombie(index)) {
            sendTo(listed.processId(index));
        }
    }

    /** Also to those whose parent was listed after them. */
    private void sendToAllListed() {
        table.keepDescendantsOf(self);
        for (int index = 0; index < table.size(); index++) {
            if (!table.isZombie(index)) {
                sendTo(table.processId(index));
            }
        }
        tried.sort();
    }

    /** Once: where there was nobody any more, a stranger may have the ID soon. */
    private void sendTo(int processId) {
        if (tried.indexOf(processId) < 0) {
            tried.add(processId, 0);
            anybody |= signals.signal(processId, signal);
        }
    }

    /** Unless that has been done already, and it is a later look at /proc that has failed. */
    private void sendToCommand() {
        procUnusable.say();
        if (!command.hasEnded()) {
            sendTo(command.processId());
        }
    }
}

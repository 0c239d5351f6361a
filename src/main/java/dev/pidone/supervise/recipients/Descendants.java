package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessSet;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.Command;

/**
 * Forwards signals to each descendant of pidone, where it is not PID 1 and must not signal everyone.
 *
 * <p>
 * Processes come and go while they are looked for. So each is sent the signal the moment it is listed, before it can
 * fork and end; and all is looked through again until a pass finds nobody new and has missed nobody. Whoever is sent
 * the signal is the very process that was listed: one that has got its ID meanwhile is not hit.
 */
public final class Descendants implements Recipients, ProcessVisitor {
    /** Descendants that fork faster than they can be listed must not keep pidone from reaping. */
    private static final int MAX_PASSES = 100;
    /** Where /proc hides parents for good (hidepid), another pass is no better. */
    private static final int MAX_PASSES_WITH_GAPS = 3;

    private final Processes processes;
    private final Signals signals;
    private final Command command;
    private final ProcessTable table = new ProcessTable();
    private final ProcessSet tried = new ProcessSet();
    private final ProcUnusable procUnusable;
    private Signal signal;
    private boolean anybody;
    private boolean commandIsTried;

    public Descendants(Kernel kernel, Command command, Log log) {
        processes = kernel.processes();
        signals = kernel.signals();
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
        commandIsTried = false;
        sendToAll();
        table.release();
        tried.release();
        return anybody;
    }

    private void sendToAll() {
        int passesWithGaps = 0;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            int before = tried.size();
            Listing listing = processes.listDescendants(table, this);
            if (listing == Listing.IMPOSSIBLE) {
                sendToCommand();
                return;
            }
            passesWithGaps += listing == Listing.WITH_GAPS ? 1 : 0;
            if (tried.size() == before && (listing == Listing.COMPLETE || passesWithGaps > MAX_PASSES_WITH_GAPS)) {
                return;
            }
        }
    }

    @Override
    public boolean visit(ProcessTable listed, int index) {
        int processId = listed.processId(index);
        if (!listed.isZombie(index) && tried.add(processId, listed.start(index))) {
            commandIsTried |= processId == command.processId();
            anybody |= processes.signalListed(signal);
        }
        return true;
    }

    /** Unless that has been done already, and it is a later look at /proc that has failed. */
    private void sendToCommand() {
        procUnusable.say();
        if (!command.hasEnded() && !commandIsTried) {
            anybody |= signals.signal(command.processId(), signal);
        }
    }
}

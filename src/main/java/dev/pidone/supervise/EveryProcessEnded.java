package dev.pidone.supervise;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.Command;

/**
 * Supervision is over when no process is left in the PID namespace; where pidone is not PID 1, when it has no
 * descendant.
 *
 * <p>
 * A subreaper has a child as long as it has a descendant, so that a child is all to look for. The init of a namespace
 * also waits for strangers: processes that entered from outside ({@code docker exec}, nsenter(1)) are no children of
 * it. One of them at a time is watched; its end is an event.
 */
public final class EveryProcessEnded implements Ending {
    /**
     * Without /proc strangers cannot be told apart, only counted: then, and only then, pidone looks again and again.
     */
    private static final long RECHECK_NANOSECONDS = 500_000_000;
    private static final int NOBODY = 0;

    private final Processes processes;
    private final Signals signals;
    private final Events events;
    private final int self;
    private final Command command;
    private final Log log;
    private final ProcessTable table = new ProcessTable();
    private final ProcessVisitor firstStranger = this::isNoStranger;
    private final ProcUnusable procUnusable;
    private int stranger;
    private long recheck = Clock.NEVER;
    private boolean sawOnlyZombies;

    public EveryProcessEnded(Kernel kernel, Command command, Log log) {
        processes = kernel.processes();
        signals = kernel.signals();
        events = kernel.events();
        self = kernel.processId();
        this.command = command;
        this.log = log;
        procUnusable = new ProcUnusable(log, "looking for them every 0.5 s");
    }

    @Override
    public boolean isReached() {
        recheck = Clock.NEVER;
        if (command.hasChildren()) {
            sawOnlyZombies = false;
            return false;
        }
        if (self != 1 || !signals.hasOtherProcesses()) {
            return true;
        }
        if (watchStranger()) {
            sawOnlyZombies = false;
            return false;
        }
        // A stranger may have forked where the look had been already, and ended: then its child is pidone's by now. So
        // only the second look counts, with a round in between.
        boolean sure = sawOnlyZombies;
        sawOnlyZombies = true;
        recheck = 0;
        return sure;
    }

    @Override
    public long recheckNanoseconds() {
        return recheck;
    }

    /** Arranges for an event when a stranger ends. Returns false if all of them have ended. */
    private boolean watchStranger() {
        stranger = NOBODY;
        boolean isListed = processes.listProcesses(table, firstStranger);
        if (stranger != NOBODY) {
            watch();
            return true;
        }
        if (!isListed || table.size() <= 1) {
            if (!signals.hasOtherProcesses()) {
                // The last one has gone between the two looks.
                return false;
            }
            procUnusable.say();
            recheck = RECHECK_NANOSECONDS;
            return true;
        }
        return false;
    }

    /** One is enough: nobody behind it is looked at. */
    private boolean isNoStranger(ProcessTable listed, int index) {
        if (listed.processId(index) != self && !listed.isZombie(index)) {
            stranger = listed.processId(index);
        }
        return stranger == NOBODY;
    }

    private void watch() {
        if (!events.watch(stranger)) {
            // It has just ended, or the kernel knows no pidfd (before Linux 5.3), or a filter forbids it.
            recheck = RECHECK_NANOSECONDS;
        } else if (log.writes(Level.INFO)) {
            log.begin(Level.INFO, Event.WAITING_FOR_STRANGER).text("waiting for ").pid(stranger)
                    .text(", which entered the PID namespace from outside").end();
        }
    }
}

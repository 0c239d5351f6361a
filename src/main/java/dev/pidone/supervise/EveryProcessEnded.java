package dev.pidone.supervise;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.log.Event;
import dev.pidone.log.Log;

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

    private final Kernel kernel;
    private final Log log;
    private final ProcessTable table = new ProcessTable();
    private long recheck = Kernel.FOREVER;
    private boolean sawOnlyZombies;
    private boolean warned;

    public EveryProcessEnded(Kernel kernel, Log log) {
        this.kernel = kernel;
        this.log = log;
    }

    @Override
    public boolean isReached(Supervisor supervisor) {
        recheck = Kernel.FOREVER;
        if (supervisor.hasChildren()) {
            sawOnlyZombies = false;
            return false;
        }
        if (kernel.processId() != 1 || !kernel.hasOtherProcesses()) {
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
        if (!kernel.listProcesses(table) || table.size() <= 1) {
            if (!kernel.hasOtherProcesses()) {
                // The last one has gone between the two looks.
                return false;
            }
            warnOnce("/proc does not show the processes of this PID namespace: looking for them every 0.5 s");
            recheck = RECHECK_NANOSECONDS;
            return true;
        }
        for (int index = 0; index < table.size(); index++) {
            if (table.processId(index) != kernel.processId() && !table.isZombie(index)) {
                watch(table.processId(index));
                return true;
            }
        }
        return false;
    }

    private void watch(int stranger) {
        if (!kernel.watch(stranger)) {
            // It has just ended, or the kernel knows no pidfd (before Linux 5.3), or a filter forbids it.
            recheck = RECHECK_NANOSECONDS;
        } else if (log.writes(Log.Level.INFO)) {
            log.begin(Log.Level.INFO, Event.WAITING_FOR_STRANGER).text("waiting for ").pid(stranger)
                    .text(", which entered the PID namespace from outside").end();
        }
    }

    private void warnOnce(String message) {
        if (!warned) {
            log.warn(Event.PROC_UNUSABLE, message);
            warned = true;
        }
    }
}

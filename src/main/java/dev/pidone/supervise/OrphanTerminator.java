package dev.pidone.supervise;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessIds;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.Command;

/**
 * Ends processes whose parent has died while the command runs: TERM at once, KILL after a grace period.
 *
 * <p>
 * Only those that are still in the command's session. Sessions whose leaders are outside of the PID namespace all read
 * 0: they count as one in a namespace that pidone has made, which hardly anybody enters; elsewhere it could be any, and
 * nobody is an orphan. A process that has made a session of its own (setsid(2)) is a daemon on purpose, and what
 * {@code docker exec} starts has a session of its own as well. The kernel does not tell when a process gets a new
 * parent, so pidone has to look, every second; only this option costs that.
 *
 * <p>
 * An orphan may be about to become a daemon: between the end of its parent and setsid(2). So only who is found in two
 * looks one after the other is meant. Children that pidone had before it started the command, from the shell that has
 * become pidone, are no orphans.
 */
public final class OrphanTerminator implements Chore, Observer {
    private static final long LOOK_EVERY = 1_000_000_000;
    private static final int NO_SESSION = -1;
    /** What a session reads as whose leader is outside the PID namespace. */
    private static final int OUTSIDE = 0;

    private final Processes processes;
    private final Signals signals;
    private final Clock clock;
    private final boolean isContained;
    private final Command command;
    private final Log log;
    private final long grace;
    private final ProcessTable table = new ProcessTable();
    /** Who has been sent TERM, with the time for KILL. */
    private final ProcessIds told = new ProcessIds();
    private final ProcessIds inherited = new ProcessIds();
    private final ProcUnusable procUnusable;
    private ProcessIds suspects = new ProcessIds();
    private ProcessIds newSuspects = new ProcessIds();
    private long nextLook;
    private boolean looking = true;

    /** @param grace nanoseconds between TERM and KILL */
    public OrphanTerminator(Kernel kernel, Command command, Log log, long grace) {
        processes = kernel.processes();
        signals = kernel.signals();
        clock = kernel.clock();
        isContained = kernel.namespace().isContained();
        this.command = command;
        this.log = log;
        procUnusable = new ProcUnusable(log, "orphans are not terminated");
        this.grace = grace;
        nextLook = clock.nanoTime();
        if (processes.listChildren(table)) {
            for (int index = 0; index < table.size(); index++) {
                inherited.add(table.processId(index), 0);
            }
        }
    }

    @Override
    public long dueIn() {
        if (!looking && told.size() == 0) {
            return Clock.NEVER;
        }
        long now = clock.nanoTime();
        long dueIn = looking ? nextLook - now : Long.MAX_VALUE;
        for (int index = 0; index < told.size(); index++) {
            dueIn = Math.min(dueIn, told.value(index) - now);
        }
        return Math.max(0, dueIn);
    }

    @Override
    public void perform() {
        long now = clock.nanoTime();
        looking = !command.hasEnded();
        if (looking && nextLook - now <= 0) {
            nextLook = now + LOOK_EVERY;
            look(now);
        }
        for (int index = 0; index < told.size(); index++) {
            if (told.value(index) - now <= 0) {
                kill(told.processId(index));
                told.setValue(index, now + grace + LOOK_EVERY);
            }
        }
    }

    private void kill(int processId) {
        if (log.writes(Level.WARN)) {
            log.begin(Level.WARN, Event.ORPHAN_KILLED).text("orphan ").pid(processId).text(" has not ended, killing it")
                    .end();
        }
        signals.signal(processId, Signal.KILL);
    }

    private void look(long now) {
        if (!processes.listChildren(table)) {
            procUnusable.say();
            return;
        }
        int session = sessionOf(command.processId());
        newSuspects.clear();
        for (int index = 0; index < table.size(); index++) {
            int processId = table.processId(index);
            if (isOrphan(index, session)) {
                if (suspects.indexOf(processId) >= 0) {
                    tell(processId, now);
                } else {
                    newSuspects.add(processId, 0);
                }
            }
        }
        ProcessIds before = suspects;
        suspects = newSuspects;
        newSuspects = before;
        table.release();
    }

    private boolean isOrphan(int index, int session) {
        int processId = table.processId(index);
        return processId != command.processId() && table.session(index) == session
                && (session != OUTSIDE || isContained) && !table.isZombie(index) && told.indexOf(processId) < 0
                && inherited.indexOf(processId) < 0;
    }

    private int sessionOf(int processId) {
        int index = table.indexOf(processId);
        return index < 0 ? NO_SESSION : table.session(index);
    }

    private void tell(int processId, long now) {
        if (log.writes(Level.INFO)) {
            log.begin(Level.INFO, Event.ORPHAN_TERMINATED).text("terminating orphan ").pid(processId).text(" ")
                    .program(processes, processId).end();
        }
        // A stopped process gets TERM only when it is continued.
        signals.signal(processId, Signal.TERM);
        signals.signal(processId, Signal.CONT);
        told.add(processId, now + grace);
    }

    /** The process ID of a child that was reaped may soon be another's. */
    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (child.status().ended()) {
            suspects.removeProcess(child.processId());
            inherited.removeProcess(child.processId());
            told.removeProcess(child.processId());
        }
    }
}

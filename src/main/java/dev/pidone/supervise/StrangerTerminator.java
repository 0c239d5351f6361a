package dev.pidone.supervise;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessIds;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;

/**
 * As PID 1, ends processes that have entered the PID namespace from outside and stay too long, such as a probe that
 * hangs: TERM, and KILL after a grace period, to each of them and to what it has started. They have no parent in the
 * namespace (pid_namespaces(7)).
 *
 * <p>
 * Nothing tells pidone that somebody enters, so it has to look: four times within the limit, and when somebody reaches
 * it. Only this option costs that.
 */
public final class StrangerTerminator implements Chore {
    private static final long SHORTEST_PAUSE = 1_000_000_000;
    private static final int LOOKS_WITHIN_LIMIT = 4;
    private static final int NO_PARENT = 0;

    private final Processes processes;
    private final Signals signals;
    private final Clock clock;
    private final int self;
    private final Log log;
    private final long limit;
    private final long grace;
    private final ProcessTable table = new ProcessTable();
    private final ProcessTable family = new ProcessTable();
    private final ProcessDetails details = new ProcessDetails();
    /** Who has been sent TERM, with the time for KILL. */
    private final ProcessIds told = new ProcessIds();
    private final ProcUnusable procUnusable;
    private long nextLook;

    /**
     * @param limit nanoseconds that a stranger may stay
     * @param grace nanoseconds between TERM and KILL
     */
    public StrangerTerminator(Kernel kernel, Log log, long limit, long grace) {
        processes = kernel.processes();
        signals = kernel.signals();
        clock = kernel.clock();
        self = kernel.processId();
        this.log = log;
        this.limit = limit;
        this.grace = grace;
        procUnusable = new ProcUnusable(log, "processes that enter from outside stay as long as they like");
        nextLook = clock.nanoTime() + pause();
    }

    private long pause() {
        return Math.max(SHORTEST_PAUSE, limit / LOOKS_WITHIN_LIMIT);
    }

    @Override
    public long dueIn() {
        return Math.max(0, nextLook - clock.nanoTime());
    }

    @Override
    public void perform() {
        long now = clock.nanoTime();
        if (nextLook - now > 0) {
            return;
        }
        nextLook = now + pause();
        if (!processes.listProcesses(table, ProcessVisitor.NONE)) {
            procUnusable.say();
            return;
        }
        forgetWhoIsGone();
        for (int index = 0; index < table.size(); index++) {
            if (isStranger(index) && processes.look(table.processId(index), details)) {
                check(table.processId(index), now);
            }
        }
        table.release();
    }

    private boolean isStranger(int index) {
        return table.parent(index) == NO_PARENT && table.processId(index) != self && !table.isZombie(index);
    }

    private void forgetWhoIsGone() {
        for (int index = told.size() - 1; index >= 0; index--) {
            int found = table.indexOf(told.processId(index));
            if (found < 0 || !isStranger(found)) {
                told.remove(index);
            }
        }
    }

    /** Whoever is younger than the limit may have been given the process ID of one that was told. */
    private void check(int processId, long now) {
        long age = clock.sinceBoot() - details.start();
        int index = told.indexOf(processId);
        if (age < limit) {
            lookAgain(now + limit - age);
            if (index >= 0) {
                told.remove(index);
            }
        } else if (index < 0) {
            say(Event.STRANGER_TERMINATED, " has entered from outside and stays too long, terminating it", processId,
                    age);
            lookForFamily(processId);
            send(processId, Signal.TERM);
            send(processId, Signal.CONT);
            family.release();
            told.add(processId, now + grace);
            lookAgain(now + grace);
        } else if (told.value(index) - now <= 0) {
            say(Event.STRANGER_KILLED, " has entered from outside and has not ended, killing it", processId, age);
            lookForFamily(processId);
            send(processId, Signal.KILL);
            family.release();
            told.setValue(index, now + pause());
        } else {
            lookAgain(told.value(index));
        }
    }

    private void lookAgain(long time) {
        nextLook = nextLook - time < 0 ? nextLook : time;
    }

    private void say(Event event, String what, int processId, long age) {
        if (log.writes(Level.WARN)) {
            log.begin(Level.WARN, event).pid(processId).text(" ").program(processes, processId).text(", ")
                    .duration("age", age).text(" old,").text(what).end();
        }
    }

    private void lookForFamily(int processId) {
        if (processes.listProcesses(family, ProcessVisitor.NONE)) {
            family.keepDescendantsOf(processId);
        }
    }

    /** What it has started gets the signal first: afterwards nobody could tell whose it was. */
    private void send(int processId, Signal signal) {
        for (int index = 0; index < family.size(); index++) {
            if (!family.isZombie(index)) {
                signals.signal(family.processId(index), signal);
            }
        }
        signals.signal(processId, signal);
    }
}

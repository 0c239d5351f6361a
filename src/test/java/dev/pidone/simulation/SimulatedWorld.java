package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.simulation.PendingSignals.Entry;
import dev.pidone.simulation.SimulatedProcess.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The processes of a PID namespace and the rules by which the kernel changes them. Nothing here is random but the
 * process IDs.
 */
final class SimulatedWorld {
    private static final int PIDONE_IF_NOT_INIT = 7;

    private final SimulatedProcess[] processes = new SimulatedProcess[PidSpace.MAX + 1];
    private final PidSpace processIds;
    private final SimulatedProcess pidone;
    /** {@code null} if pidone is the init itself. */
    private final SimulatedProcess outsideInit;
    private boolean subreaper;
    private long events;
    private int adopted;
    private long lastDisturbance;

    SimulatedWorld(boolean pidoneIsInit, Random random) {
        processIds = new PidSpace(random);
        if (pidoneIsInit) {
            outsideInit = null;
            pidone = add(new SimulatedProcess(1, null, 0));
        } else {
            outsideInit = add(new SimulatedProcess(1, null, 0));
            SimulatedProcess shell = enter();
            pidone = add(
                    shell.fork(shell.processId == PIDONE_IF_NOT_INIT ? PIDONE_IF_NOT_INIT + 1 : PIDONE_IF_NOT_INIT, 0));
            pidone.processGroup = pidone.processId;
        }
    }

    private SimulatedProcess add(SimulatedProcess process) {
        processes[process.processId] = process;
        events++;
        return process;
    }

    SimulatedProcess pidone() {
        return pidone;
    }

    boolean pidoneIsInit() {
        return outsideInit == null;
    }

    PidSpace processIds() {
        return processIds;
    }

    /** How many events there were so far: the time by which to tell what came first. */
    long now() {
        return events;
    }

    /** When a process last entered, ended, or became another program: what a look at all of them may have missed. */
    long lastDisturbance() {
        return lastDisturbance;
    }

    /** How many orphans have come to pidone so far. */
    int adopted() {
        return adopted;
    }

    void makeSubreaper() {
        subreaper = true;
    }

    /** The process with an ID, {@code null} if there is none. */
    SimulatedProcess process(int processId) {
        return processId < 1 || processId > PidSpace.MAX ? null : processes[processId];
    }

    /** An ID stays taken while it is that of a process group or a session. */
    boolean isFree(int processId) {
        for (SimulatedProcess process : processes) {
            if (process != null && (process.processId == processId || process.processGroup == processId
                    || process.session == processId)) {
                return false;
            }
        }
        return true;
    }

    List<SimulatedProcess> find(Predicate<SimulatedProcess> condition) {
        List<SimulatedProcess> found = new ArrayList<>();
        for (SimulatedProcess process : processes) {
            if (process != null && condition.test(process)) {
                found.add(process);
            }
        }
        return found;
    }

    /** The children of a process, in the order in which they were born or adopted. */
    List<SimulatedProcess> childrenOf(SimulatedProcess parent) {
        List<SimulatedProcess> children = find(process -> process.parent == parent);
        children.sort(Comparator.comparingLong(child -> child.childSince));
        return children;
    }

    boolean any(Predicate<SimulatedProcess> condition) {
        for (SimulatedProcess process : processes) {
            if (process != null && condition.test(process)) {
                return true;
            }
        }
        return false;
    }

    /** Notes who is a descendant of pidone now; who is forked by one of them counts as well. */
    void markDescendants() {
        for (SimulatedProcess process : processes) {
            if (process != null) {
                process.wasDescendant = process.isDescendantOf(pidone);
            }
        }
    }

    /** All living processes but pidone and the init that it may have above it: those that act at random. */
    List<SimulatedProcess> actors() {
        return find(process -> process.isAlive() && process != pidone && process != outsideInit);
    }

    /** The living descendants of pidone; as the init everybody counts, also who came from outside. */
    List<SimulatedProcess> livingCharges() {
        return find(process -> process.isAlive() && process != pidone
                && (pidoneIsInit() || process.isDescendantOf(pidone)));
    }

    /** Zombies whose parent is not simulated. */
    List<SimulatedProcess> zombiesOfTheOutside() {
        return find(process -> process.isZombie() && process.parent == outsideInit);
    }

    /** A process that is started from outside: by docker exec in a container, by anyone else on a host. */
    SimulatedProcess enter() {
        int processId = processIds.next(this);
        lastDisturbance = events;
        return processId == 0 ? null : add(new SimulatedProcess(processId, outsideInit, events));
    }

    /** @return the child, {@code null} if there is no process ID left */
    SimulatedProcess fork(SimulatedProcess parent) {
        int processId = processIds.next(this);
        return processId == 0 ? null : add(parent.fork(processId, events));
    }

    /** The leader of a process group cannot (setsid(2)). */
    static void startSession(SimulatedProcess process) {
        if (process.processGroup == process.processId) {
            return;
        }
        process.session = process.processId;
        process.processGroup = process.processId;
    }

    /** A process becomes another program (execve(2)). */
    void changeProgram(SimulatedProcess process) {
        process.changeProgram(events);
        lastDisturbance = events;
        events++;
    }

    /** The end of a process: its children are orphans now, its parent is told. */
    void end(SimulatedProcess process, WaitStatus status) {
        lastDisturbance = events;
        events++;
        process.state = State.ZOMBIE;
        process.end = status;
        process.unreportedStop = null;
        process.pending.clear();
        SimulatedProcess reaper = reaperFor(process);
        for (SimulatedProcess child : find(child -> child.parent == process)) {
            child.parent = reaper;
            child.childSince = events;
            if (reaper == pidone && child != pidone) {
                adopted++;
            }
            if (child.isZombie()) {
                notifyParent(child);
            }
        }
        notifyParent(process);
    }

    private SimulatedProcess reaperFor(SimulatedProcess process) {
        return pidoneIsInit() || subreaper && process.isDescendantOf(pidone) ? pidone : outsideInit;
    }

    private void notifyParent(SimulatedProcess child) {
        SimulatedProcess parent = child.parent;
        if (parent == pidone) {
            pidone.pending.add(new Entry(Signal.CHLD, false, child.processId));
        } else if (parent != null && child.isZombie() && parent.ignored.contains(Signal.CHLD)) {
            reap(child, parent);
        }
    }

    /** @param reaper {@code null}: someone outside */
    void reap(SimulatedProcess zombie, SimulatedProcess reaper) {
        lastDisturbance = events;
        events++;
        zombie.state = State.REAPED;
        processes[zombie.processId] = null;
        processIds.reaped(zombie.processId);
    }

    void stop(SimulatedProcess process, Signal signal) {
        process.state = State.STOPPED;
        process.unreportedStop = WaitStatus.stopped(signal);
        notifyParent(process);
    }

    private void resume(SimulatedProcess process) {
        process.pending.drop(SimulatedProcess.stoppingSignals());
        if (process.state == State.STOPPED) {
            process.state = State.RUNNING;
            process.unreportedStop = null;
            notifyParent(process);
        }
    }

    /**
     * Sends a signal (kill(2)).
     *
     * @param sender {@code null}: someone outside the namespace
     */
    void send(SimulatedProcess target, Signal signal, SimulatedProcess sender) {
        events++;
        if (!target.isAlive() || target == outsideInit) {
            return;
        }
        Entry entry = new Entry(signal, true, sender == null ? 0 : sender.processId);
        if (target == pidone) {
            pidone.pending.add(entry);
        } else if (signal == Signal.KILL) {
            end(target, WaitStatus.killed(signal));
        } else {
            if (signal == Signal.CONT) {
                resume(target);
            } else if (SimulatedProcess.stops(signal)) {
                target.pending.drop(SignalSet.of(Signal.CONT));
            }
            if (!target.discards(signal)) {
                target.pending.add(entry);
            }
        }
    }

    /** Has a running process take its next signal, if there is one. */
    void deliver(SimulatedProcess process) {
        Entry next = process.pending.take();
        if (next == null || process.caught.contains(next.signal()) || process.discards(next.signal())) {
            return;
        }
        if (SimulatedProcess.stops(next.signal())) {
            stop(process, next.signal());
        } else {
            end(process, WaitStatus.killed(next.signal()));
        }
    }
}

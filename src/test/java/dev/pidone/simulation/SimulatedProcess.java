package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;

/** A process of the simulated world: its place in the tree, its state, and how it takes signals. */
final class SimulatedProcess {
    enum State {
        RUNNING,
        STOPPED,
        ZOMBIE,
        REAPED
    }

    /** What processes run: a program that pidone is to wait for, or one that it may be told not to wait for. */
    static final String PROGRAM = "program";
    static final String SERVER = "server";

    private static final SignalSet STOPPING = SignalSet.of(Signal.STOP, Signal.TSTP, Signal.TTIN, Signal.TTOU);
    /** URG and WINCH as well as these two do nothing by default (signal(7)). */
    private static final SignalSet HARMLESS = SignalSet.of(Signal.CHLD, Signal.CONT, Signal.of(23), Signal.WINCH);

    final int processId;
    final PendingSignals pending = new PendingSignals();
    /** When it was forked, by the world's count of events. */
    final long born;
    /** {@code null}: outside the PID namespace. */
    SimulatedProcess parent;
    /** Since when it has had that parent, by the world's count of events. */
    long childSince;
    int processGroup;
    int session;
    State state = State.RUNNING;
    SignalSet ignored = SignalSet.NONE;
    SignalSet caught = SignalSet.NONE;
    /** How it ended, {@code null} as long as it lives. */
    WaitStatus end;
    /** A stop that its parent has not been told of by wait(2) yet, otherwise {@code null}. */
    WaitStatus unreportedStop;
    private String program = PROGRAM;
    /**
     * Since when it, and its parent before the fork, have run what pidone waits for, by the world's count of events.
     */
    long waitedForSince;
    long parentWaitedForSince;
    /** When pidone has sent it TERM as an orphan. */
    long toldToEnd;
    /** Whether it, or its parent before the fork, was a descendant of pidone when pidone last looked into /proc. */
    boolean wasDescendant;
    /** The last forwarded signal that reached it, or its parent before the fork. */
    Forwarding reachedBy;

    SimulatedProcess(int processId, SimulatedProcess parent, long born) {
        this.processId = processId;
        this.parent = parent;
        this.born = born;
        childSince = born;
        processGroup = processId;
        session = processId;
        waitedForSince = born;
        parentWaitedForSince = born;
    }

    /** A child of this process, by fork(2). */
    SimulatedProcess fork(int childId, long now) {
        SimulatedProcess child = new SimulatedProcess(childId, this, now);
        child.processGroup = processGroup;
        child.session = session;
        child.ignored = ignored;
        child.caught = caught;
        child.reachedBy = reachedBy;
        child.program = program;
        child.parentWaitedForSince = waitedForSince;
        child.wasDescendant = wasDescendant;
        return child;
    }

    /** Becomes the other program (execve(2)). */
    void changeProgram(long now) {
        program = isServer() ? PROGRAM : SERVER;
        waitedForSince = now;
        parentWaitedForSince = now;
    }

    String program() {
        return program;
    }

    boolean isServer() {
        return program.equals(SERVER);
    }

    boolean isAlive() {
        return state == State.RUNNING || state == State.STOPPED;
    }

    boolean isZombie() {
        return state == State.ZOMBIE;
    }

    boolean isDescendantOf(SimulatedProcess ancestor) {
        SimulatedProcess next = parent;
        while (next != null && next != ancestor) {
            next = next.parent;
        }
        return next == ancestor;
    }

    /** Whether a signal leaves no trace with it, not even as a pending one. */
    boolean discards(Signal signal) {
        return ignored.contains(signal) || !caught.contains(signal) && HARMLESS.contains(signal);
    }

    static boolean stops(Signal signal) {
        return STOPPING.contains(signal);
    }

    static SignalSet stoppingSignals() {
        return STOPPING;
    }

    @Override
    public String toString() {
        return "pid=" + processId + " (" + state + ", parent " + (parent == null ? 0 : parent.processId) + ")";
    }
}

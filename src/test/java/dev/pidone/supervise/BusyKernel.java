package dev.pidone.supervise;

import dev.pidone.linux.ChildEvent;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.ProcessVisitor;
import dev.pidone.linux.ReceivedSignal;
import dev.pidone.linux.Signal;
import dev.pidone.linux.WaitStatus;

/** A kernel where the same happens again and again, a round from one wait for events to the next. */
class BusyKernel extends IdleKernel {
    private static final int MOST = 16;

    private final Signal[] signals = new Signal[MOST];
    private final boolean[] sentByProcess = new boolean[MOST];
    private final boolean[] forwarded = new boolean[MOST];
    private final int[] children = new int[MOST];
    private final WaitStatus[] statuses = new WaitStatus[MOST];
    private int round;
    private int signalCount;
    private int nextSignal;
    private int childCount;
    private int nextChild;
    /** How often pidone has done what this kernel was made to see. */
    private long deeds;

    BusyKernel(int processId) {
        super(processId);
    }

    /** What has happened before a round: to be told by {@link #arrive} and {@link #change}. */
    void happen() {
        // Nothing as yet.
    }

    final void arrive(Signal signal, boolean byProcess, boolean isForwarded) {
        signals[signalCount] = signal;
        sentByProcess[signalCount] = byProcess;
        forwarded[signalCount] = isForwarded;
        signalCount++;
    }

    final void change(int child, WaitStatus status) {
        children[childCount] = child;
        statuses[childCount] = status;
        childCount++;
    }

    final int round() {
        return round;
    }

    final void count() {
        deeds++;
    }

    final long deeds() {
        return deeds;
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        round++;
        signalCount = 0;
        nextSignal = 0;
        childCount = 0;
        nextChild = 0;
        happen();
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        if (nextSignal == signalCount) {
            return false;
        }
        into.set(signals[nextSignal], sentByProcess[nextSignal], sentByProcess[nextSignal] ? 77 : 0);
        if (forwarded[nextSignal]) {
            into.setForwarded(true);
        }
        nextSignal++;
        return true;
    }

    @Override
    public Reaping reap(ChildEvent into) {
        if (nextChild == childCount) {
            return Reaping.NOTHING_NEW;
        }
        into.set(children[nextChild], statuses[nextChild]);
        nextChild++;
        return Reaping.CHANGED;
    }

    /** Lists a process. */
    static void show(ProcessTable into, ProcessVisitor visitor, int processId, int parent, int session) {
        into.add(processId, parent, session, false);
        visitor.visit(into, into.size() - 1);
    }

    @Override
    public long nanoTime() {
        return round * 1_000_000_000L;
    }
}

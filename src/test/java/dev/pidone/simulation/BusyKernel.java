package dev.pidone.simulation;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;

/** A kernel where the same happens again and again, a round from one wait for events to the next. */
public class BusyKernel extends IdleKernel {
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

    public BusyKernel(int processId) {
        super(processId);
    }

    /** What has happened before a round: to be told by {@link #arrive} and {@link #change}. */
    protected void happen() {
        // Nothing as yet.
    }

    protected final void arrive(Signal signal, boolean byProcess, boolean isForwarded) {
        signals[signalCount] = signal;
        sentByProcess[signalCount] = byProcess;
        forwarded[signalCount] = isForwarded;
        signalCount++;
    }

    protected final void change(int child, WaitStatus status) {
        children[childCount] = child;
        statuses[childCount] = status;
        childCount++;
    }

    public final int round() {
        return round;
    }

    protected final void count() {
        deeds++;
    }

    public final long deeds() {
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
    protected static void show(ProcessTable into, ProcessVisitor visitor, int processId, int parent, int session) {
        into.add(processId, parent, session, false);
        visitor.visit(into, into.size() - 1);
    }

    @Override
    public long nanoTime() {
        return round * 1_000_000_000L;
    }
}

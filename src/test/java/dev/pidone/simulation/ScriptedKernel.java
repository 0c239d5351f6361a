package dev.pidone.simulation;

import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Shows /proc as a test says, for races that random schedules meet too rarely. */
public final class ScriptedKernel extends IdleKernel {
    private final Deque<Shown[]> looks = new ArrayDeque<>();
    private final List<Integer> signalled = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private long clock;
    private boolean contained;
    private int shown;

    /** A process as /proc shows it. */
    public record Shown(int processId, int parent, int session, boolean zombie) {
    }

    public ScriptedKernel(int processId) {
        super(processId);
    }

    /** What the next look into /proc shows; nothing stands for one that fails. The last one is shown for ever. */
    public ScriptedKernel showing(Shown... processes) {
        looks.add(processes);
        return this;
    }

    /** From now on pidone is in a PID namespace of its own making. */
    public void contain() {
        contained = true;
    }

    @Override
    public boolean isContained() {
        return contained;
    }

    /** The processes that were sent a signal, in this order. */
    public List<Integer> signalled() {
        return signalled;
    }

    /** The signals that were sent, in this order. */
    public List<Signal> sent() {
        return signals;
    }

    /** Lets a time pass, in nanoseconds. */
    public void pass(long nanoseconds) {
        clock += nanoseconds;
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        Shown[] processes = looks.size() > 1 ? looks.remove() : looks.element();
        boolean goesOn = true;
        for (int index = 0; goesOn && index < processes.length; index++) {
            Shown process = processes[index];
            into.add(process.processId, process.parent, process.session, process.zombie);
            goesOn = visitor.visit(into, into.size() - 1);
            shown++;
        }
        return processes.length > 0;
    }

    /** How many processes it has shown in all looks together. */
    public int shown() {
        return shown;
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        signalled.add(processId);
        signals.add(signal);
        return true;
    }

    @Override
    public long nanoTime() {
        return clock;
    }
}

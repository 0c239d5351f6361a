package dev.pidone.simulation;

import dev.pidone.io.OutputFile;
import dev.pidone.io.OutputFiles;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run as a test tells it: what happens at which time. Who is sent KILL ends at once; what any other signal does the
 * test tells.
 */
public final class StoryKernel extends IdleKernel {
    private static final long MILLISECOND = 1_000_000;

    private final Queue<Happening> ahead = new PriorityQueue<>();
    private final Deque<ReceivedSignal> signals = new ArrayDeque<>();
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final SortedMap<Integer, Told> processes = new TreeMap<>();
    private final Set<Integer> unseen = new HashSet<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> programSignals = new ArrayList<>();
    private MemoryUse memoryUse;
    private boolean inputHasEnded;
    private int childrensCpu;
    private long now = 3_600_000 * MILLISECOND;
    private final long start = now;

    private record Happening(long time, int order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return time == other.time ? Integer.compare(order, other.order) : Long.compare(time, other.time);
        }
    }

    private record Ended(int processId, WaitStatus status) {
    }

    /** What /proc tells of a process. */
    private record Told(int parent, String name, Consumer<ProcessDetails> details) {
    }

    public StoryKernel(int processId) {
        super(processId);
        processes.put(processId, new Told(0, "pidone", details -> {
        }));
        process(COMMAND, processId, "command");
    }

    /** Something happens, a time after the command's start. */
    public StoryKernel at(long milliseconds, Runnable what) {
        ahead.add(new Happening(start + milliseconds * MILLISECOND, ahead.size(), what));
        return this;
    }

    /** A signal arrives; 0 sends it from outside. */
    public StoryKernel arrives(long milliseconds, Signal signal, int sender) {
        return at(milliseconds, () -> {
            ReceivedSignal received = new ReceivedSignal();
            received.set(signal, true, sender);
            signals.add(received);
        });
    }

    /** A key of the terminal sends a signal. */
    public StoryKernel isTyped(long milliseconds, Signal signal) {
        return at(milliseconds, () -> {
            ReceivedSignal received = new ReceivedSignal();
            received.set(signal, false, 0);
            signals.add(received);
        });
    }

    /** A child ends. */
    public StoryKernel ends(long milliseconds, int processId, WaitStatus status) {
        return at(milliseconds, () -> end(processId, status));
    }

    private void end(int processId, WaitStatus status) {
        if (processes.remove(processId) != null) {
            ended.add(new Ended(processId, status));
            processes.replaceAll(
                    (child, told) -> told.parent == processId ? new Told(processId(), told.name, told.details) : told);
        }
    }

    public StoryKernel process(int processId, int parent, String name) {
        return process(processId, parent, name, details -> {
        });
    }

    /** @param told what /proc tells of it beside its name */
    public StoryKernel process(int processId, int parent, String name, Consumer<ProcessDetails> told) {
        processes.put(processId, new Told(parent, name, told));
        return this;
    }

    /** There is such a process, but /proc does not show it: missing, of another namespace, or hidepid (proc(5)). */
    public StoryKernel unseen(int processId) {
        unseen.add(processId);
        return this;
    }

    @Override
    public boolean isGone(int processId) {
        return !processes.containsKey(processId) && !unseen.contains(processId);
    }

    /** The kernel kills processes because a limit of 64 MiB was reached. */
    public StoryKernel memoryRunsOut(long milliseconds) {
        return at(milliseconds, () -> {
            memoryUse = new MemoryUse();
            memoryUse.set(1, 64L << 20, 64L << 20, true, false);
        });
    }

    /** Whoever could write to standard input goes. */
    public StoryKernel inputEnds(long milliseconds) {
        return at(milliseconds, () -> inputHasEnded = true);
    }

    @Override
    public boolean inputHasEnded() {
        boolean hasEnded = inputHasEnded;
        inputHasEnded = false;
        return hasEnded;
    }

    /** What the kernel counts of memory can be seen; nobody is killed. */
    public StoryKernel memoryIsCounted() {
        memoryUse = new MemoryUse();
        memoryUse.set(0, -1, -1, false, false);
        return this;
    }

    /** How much CPU time all children have had. */
    public StoryKernel children(int milliseconds) {
        childrensCpu = milliseconds;
        return this;
    }

    @Override
    public void usageOfChildren(ResourceUsage into) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, into.address(), childrensCpu / 1000);
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, into.address() + Long.BYTES, childrensCpu % 1000 * 1000L);
    }

    /** What was sent to whom, {@code *} for everyone. */
    public List<String> sent() {
        return sent;
    }

    @Override
    public int startProgram(NativeStrings program, Signal signal, int commandId) {
        programSignals.add(String.valueOf(signal));
        return super.startProgram(program, signal, commandId);
    }

    /** What the programs of the stop plan were told to have begun it. */
    public List<String> programSignals() {
        return programSignals;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long sinceBoot() {
        return now;
    }

    @Override
    public long sinceEpoch() {
        return now;
    }

    @Override
    public MemoryUse memoryUse() {
        return memoryUse;
    }

    @Override
    public OutputFile openFile(String name) {
        return OutputFiles.open(name);
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        if (!signals.isEmpty() || !ended.isEmpty()) {
            return;
        }
        if (ahead.isEmpty() && nanoseconds == Clock.NEVER) {
            throw new AssertionError("pidone waits, and nothing will happen");
        }
        if (ahead.isEmpty() || nanoseconds != Clock.NEVER && now + nanoseconds < ahead.element().time) {
            now += nanoseconds;
            return;
        }
        now = Math.max(now, ahead.element().time);
        while (!ahead.isEmpty() && ahead.element().time <= now) {
            ahead.remove().what.run();
        }
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        if (signals.isEmpty()) {
            return false;
        }
        ReceivedSignal next = signals.remove();
        into.set(next.signal(), next.sentByProcess(), next.sender());
        return true;
    }

    @Override
    public Reaping reap(ChildEvent into) {
        if (ended.isEmpty()) {
            return processes.size() > 1 ? Reaping.NOTHING_NEW : Reaping.NO_CHILDREN;
        }
        Ended next = ended.remove();
        into.set(next.processId, next.status);
        return Reaping.CHANGED;
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        sent.add(signal + " " + processId);
        boolean arrives = processes.containsKey(processId);
        hit(processId, signal);
        return arrives;
    }

    private void hit(int processId, Signal signal) {
        if (signal == Signal.KILL) {
            end(processId, WaitStatus.killed(signal));
        }
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        sent.add(signal + " *");
        for (int processId : List.copyOf(processes.keySet())) {
            if (processId != processId()) {
                hit(processId, signal);
            }
        }
        return hasOtherProcesses();
    }

    @Override
    public boolean hasOtherProcesses() {
        return processes.size() > 1;
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        for (int processId : processes.keySet()) {
            ProcessDetails details = new ProcessDetails();
            describe(processId, details);
            into.add(processId, details.parent(), 0, details.isZombie());
            visitor.visit(into, into.size() - 1);
        }
        return true;
    }

    @Override
    public void describeName(int processId, Line into) {
        into.text(processes.containsKey(processId) ? processes.get(processId).name : "?");
    }

    @Override
    public boolean isNamed(int processId, String[] names) {
        return processes.containsKey(processId) && List.of(names).contains(processes.get(processId).name);
    }

    @Override
    public boolean describe(int processId, ProcessDetails into) {
        into.clear();
        Told told = processes.get(processId);
        if (told == null) {
            return false;
        }
        into.set('S', told.parent);
        into.setUser(1000);
        into.setAge(now - start);
        into.setUsage(MILLISECOND, ProcessDetails.UNKNOWN);
        into.name().text(told.name);
        told.details.accept(into);
        return true;
    }

    @Override
    public boolean look(int processId, ProcessDetails into) {
        return describe(processId, into);
    }

    @Override
    public void describeCommandLine(int processId, Line into) {
        into.text(processes.get(processId).name);
    }
}

package dev.pidone.simulation;

import dev.pidone.io.OutputFiles;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.memory.Line;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A kernel for those who only look: processes that a test lets begin and end, and a clock that it sets. */
public final class HistoryKernel {
    private static final long MILLISECOND = 1_000_000;

    private final int self;
    private final SortedMap<Integer, Known> processes = new TreeMap<>();
    private MemoryUse memoryUse;
    private boolean hidesProcesses;
    private long now = 3_600_000 * MILLISECOND;

    /** What /proc tells of a process. */
    private record Known(int parent, String name, String commandLine, long start, boolean zombie) {
    }

    public HistoryKernel(int self) {
        this.self = self;
    }

    public void pass(long milliseconds) {
        now += milliseconds * MILLISECOND;
    }

    public long now() {
        return now;
    }

    /** The kernel has killed processes for a limit. */
    public void memoryRanOut(long killed, long limit) {
        memoryUse = new MemoryUse();
        memoryUse.set(killed, limit, limit, limit > 0, false);
    }

    /** From now on /proc is missing. */
    public void hideProcesses() {
        hidesProcesses = true;
    }

    public void begin(int processId, int parent, String name, String commandLine) {
        processes.put(processId, new Known(parent, name, commandLine, now, false));
    }

    public boolean isThere(int processId) {
        return processes.containsKey(processId);
    }

    /** A process is a zombie now. */
    public void die(int processId) {
        Known known = processes.get(processId);
        processes.put(processId, new Known(known.parent, known.name, "", known.start, true));
    }

    /** Somebody else has reaped it. */
    public void vanish(int processId) {
        processes.remove(processId);
    }

    /** Reaps a child: what the event tells then. */
    public void reap(int processId, int rawStatus, long cpuMilliseconds, long peak, ChildEvent into) {
        into.facts().clear();
        describe(processId, into.facts());
        into.set(processId, rawStatus);
        into.facts().setUsage(cpuMilliseconds * MILLISECOND, peak);
        processes.remove(processId);
    }

    private boolean describe(int processId, ProcessDetails into) {
        into.clear();
        Known known = processes.get(processId);
        if (known != null) {
            into.name().text(known.name);
            into.setStart(known.start);
            into.set(known.zombie ? 'Z' : 'S', known.parent);
            into.setUsage(MILLISECOND, 2048);
        }
        return known != null;
    }

    private boolean list(ProcessTable into) {
        into.clear();
        if (hidesProcesses) {
            return false;
        }
        into.add(self, 0, self, false);
        processes.forEach((processId, known) -> into.add(processId, known.parent, processId, known.zombie));
        return true;
    }

    private Listing listDescendants(ProcessTable into) {
        boolean isListed = list(into);
        into.keepDescendantsOf(self);
        return isListed ? Listing.COMPLETE : Listing.IMPOSSIBLE;
    }

    private void describeName(int processId, Line into) {
        Known known = processes.get(processId);
        into.text(known == null ? "?" : known.name);
    }

    private boolean isNamed(int processId, String[] names) {
        return List.of(names).contains(processes.get(processId).name);
    }

    public Kernel kernel() {
        InvocationHandler handler = (proxy, method,
                arguments) -> method.getReturnType().isInstance(proxy) ? proxy : switch (method.getName()) {
                    case "processId" -> self;
                    case "memoryUse" -> memoryUse;
                    case "noteMemoryUse" -> null;
                    case "nanoTime" -> now;
                    case "openFile" -> OutputFiles.open((String) arguments[0]);
                    case "sinceBoot" -> now;
                    case "sinceEpoch" -> 1_700_000_000_123L * MILLISECOND;
                    case "listProcesses" -> list((ProcessTable) arguments[0]);
                    case "listDescendants" -> listDescendants((ProcessTable) arguments[0]);
                    case "look", "describe" -> describe((int) arguments[0], (ProcessDetails) arguments[1]);
                    case "describeName" -> {
                        describeName((int) arguments[0], (Line) arguments[1]);
                        yield null;
                    }
                    case "describeCommandLine" -> {
                        ((Line) arguments[1]).text(processes.get((int) arguments[0]).commandLine);
                        yield null;
                    }
                    case "isNamed" -> isNamed((int) arguments[0], (String[]) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                };
        return (Kernel) Proxy.newProxyInstance(Kernel.class.getClassLoader(), EveryRole.ROLES, handler);
    }
}

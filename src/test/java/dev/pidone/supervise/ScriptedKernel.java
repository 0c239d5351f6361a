package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.Signal;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Shows /proc as a test says, for races that random schedules meet too rarely. */
final class ScriptedKernel {
    private final int processId;
    private final Deque<int[][]> looks = new ArrayDeque<>();
    private final List<Integer> signalled = new ArrayList<>();

    ScriptedKernel(int processId) {
        this.processId = processId;
    }

    /** What the next look into /proc shows: process ID, parent, and 1 for a zombie. The last one is shown for ever. */
    ScriptedKernel showing(int[]... processes) {
        looks.add(processes);
        return this;
    }

    /** The processes that were sent a signal, in this order. */
    List<Integer> signalled() {
        return signalled;
    }

    Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(Kernel.class.getClassLoader(), new Class<?>[]{Kernel.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "processId" -> processId;
                    case "hasOtherProcesses", "watch" -> true;
                    case "listProcesses" -> list((ProcessTable) arguments[0]);
                    case "signal" -> signal((Integer) arguments[0], (Signal) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private boolean list(ProcessTable into) {
        into.clear();
        for (int[] process : looks.size() > 1 ? looks.remove() : looks.element()) {
            into.add(process[0], process[1], 1, process[2] == 1);
        }
        return true;
    }

    private boolean signal(int target, Signal signal) {
        signalled.add(target);
        return signal == Signal.TERM;
    }
}

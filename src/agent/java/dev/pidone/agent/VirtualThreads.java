package dev.pidone.agent;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The virtual threads, where there are any: Java 21 and later. */
final class VirtualThreads {
    private static final String CONTAINER = "jdk.internal.vm.ThreadContainer";

    private final boolean areThere = Runtime.version().feature() >= 21;
    private final Method root;
    private final Method children;
    private final Method threads;
    private final Method isVirtual;
    private final Field termination;
    private final Field latch;

    VirtualThreads(JdkInternals jdk) throws ReflectiveOperationException {
        root = areThere ? jdk.method("jdk.internal.vm.ThreadContainers", "root") : null;
        children = areThere ? jdk.method(CONTAINER, "children") : null;
        threads = areThere ? jdk.method(CONTAINER, "threads") : null;
        isVirtual = areThere ? jdk.method("java.lang.Thread", "isVirtual") : null;
        termination = areThere ? jdk.field("java.lang.VirtualThread", "termination") : null;
        latch = areThere ? jdk.field("java.util.concurrent.CountDownLatch", "sync") : null;
    }

    /** First those whose end somebody waits for. */
    List<Thread> all() throws ReflectiveOperationException {
        List<Thread> joined = new ArrayList<>();
        List<Thread> others = new ArrayList<>();
        if (areThere) {
            collect(root.invoke(null), joined, others);
        }
        joined.addAll(others);
        return joined;
    }

    private void collect(Object container, List<Thread> joined, List<Thread> others)
            throws ReflectiveOperationException {
        for (Object thread : ((Stream<?>) threads.invoke(container)).toArray()) {
            if ((Boolean) isVirtual.invoke(thread)) {
                (isJoined(thread) ? joined : others).add((Thread) thread);
            }
        }
        for (Object child : ((Stream<?>) children.invoke(container)).toArray()) {
            collect(child, joined, others);
        }
    }

    private boolean isJoined(Object thread) throws ReflectiveOperationException {
        return termination.getDeclaringClass().isInstance(thread) && termination.get(thread) != null;
    }

    /** Whose end releases those that are parked at this blocker; {@code null} where that is no thread's. */
    Thread endingWith(Object blocker, List<Thread> all) throws ReflectiveOperationException {
        if (areThere && blocker != null) {
            for (Thread thread : all) {
                if (isJoined(thread) && latch.get(termination.get(thread)) == blocker) {
                    return thread;
                }
            }
        }
        return null;
    }
}

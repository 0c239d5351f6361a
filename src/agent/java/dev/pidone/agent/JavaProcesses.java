package dev.pidone.agent;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/** What the JDK knows of child processes: the state behind {@link Process} and {@link ProcessHandle}. */
final class JavaProcesses implements Starts {
    private static final String HANDLES = "java.lang.ProcessHandleImpl";

    /** So many stacks are looked at at once: the JVM stops the application for that. */
    private static final int STACKS = 16;

    private final Map<?, ?> completions;
    private final Field isReaping;
    private final Method waitForProcessExit;
    private final Method getThreads;
    private final Method dumpThreads;

    JavaProcesses(JdkInternals jdk) throws ReflectiveOperationException {
        completions = (Map<?, ?>) jdk.field(HANDLES, "completions").get(null);
        isReaping = jdk.field(HANDLES + "$ExitCompletion", "isReaping");
        waitForProcessExit = jdk.method(HANDLES, "waitForProcessExit0", long.class, boolean.class);
        getThreads = jdk.method("java.lang.Thread", "getThreads");
        dumpThreads = jdk.method("java.lang.Thread", "dumpThreads", Thread[].class);
    }

    /**
     * The JDK keeps a completion for each process that it waits for: put there before {@link ProcessBuilder#start}
     * returns, removed after its status was taken. One that does not reap belongs to {@link ProcessHandle#onExit},
     * which tells no status, and ends when the process is gone, whoever has reaped it.
     */
    @Override
    public boolean isAwaited(long processId) throws ReflectiveOperationException {
        Object completion = completions.get(processId);
        return completion != null && isReaping.getBoolean(completion);
    }

    /**
     * A thread between fork and registration is in ProcessImpl's constructor, and waits for nothing: at most for a
     * lock.
     */
    @Override
    public boolean mayBeUnderWay() throws ReflectiveOperationException {
        Thread[] some = new Thread[STACKS];
        int count = 0;
        for (Thread thread : (Thread[]) call(getThreads)) {
            Thread.State state = thread.getState();
            if (thread != Thread.currentThread() && (state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED)) {
                some[count++] = thread;
            }
            if (count == STACKS) {
                if (isAnyStarting(some)) {
                    return true;
                }
                count = 0;
            }
        }
        return count > 0 && isAnyStarting(Arrays.copyOf(some, count));
    }

    private boolean isAnyStarting(Thread[] threads) throws ReflectiveOperationException {
        for (StackTraceElement[] stack : (StackTraceElement[][]) call(dumpThreads, (Object) threads)) {
            // None where the thread has ended.
            if (stack != null && isStarting(stack)) {
                return true;
            }
        }
        return false;
    }

    /** What a virtual thread does cannot be seen here, only that its carrier runs one. */
    static boolean isStarting(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            String type = element.getClassName();
            String method = element.getMethodName();
            if (type.equals("jdk.internal.vm.Continuation")
                    || type.equals("java.lang.ProcessImpl") && (method.equals("start") || method.equals("<init>"))) {
                return true;
            }
        }
        return false;
    }

    private static Object call(Method method, Object... arguments) throws ReflectiveOperationException {
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            // It is the application that uses up the memory: nobody's fault.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /**
     * waitpid(2) by the JDK's own native method: no library has to be brought along, from wherever, for one call.
     *
     * @return the status as the JDK has it: 128 and the number of a signal; below 0 where there was nothing to reap
     */
    @Override
    public int reap(long processId) throws ReflectiveOperationException {
        return (Integer) call(waitForProcessExit, processId, true);
    }
}

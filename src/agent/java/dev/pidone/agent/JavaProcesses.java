package dev.pidone.agent;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;

/** What the JDK knows of child processes: the state behind {@link Process} and {@link ProcessHandle}. */
final class JavaProcesses implements Starts {
    private static final String HANDLES = "java.lang.ProcessHandleImpl";

    private final Map<?, ?> completions;
    private final Field isReaping;
    private final Method waitForProcessExit;

    JavaProcesses(JdkInternals jdk) throws ReflectiveOperationException {
        completions = (Map<?, ?>) jdk.field(HANDLES, "completions").get(null);
        isReaping = jdk.field(HANDLES + "$ExitCompletion", "isReaping");
        waitForProcessExit = jdk.method(HANDLES, "waitForProcessExit0", long.class, boolean.class);
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
     * A thread between fork and registration is in ProcessImpl. What a virtual thread does cannot be seen here, only
     * that its carrier runs one.
     */
    @Override
    public boolean mayBeUnderWay() {
        for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
            for (StackTraceElement element : stack) {
                String type = element.getClassName();
                if (type.equals("java.lang.ProcessImpl") || type.equals("jdk.internal.vm.Continuation")) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * waitpid(2) by the JDK's own native method: no library has to be brought along, from wherever, for one call.
     *
     * @return the status as the JDK has it: 128 and the number of a signal; below 0 where there was nothing to reap
     */
    @Override
    public int reap(long processId) throws ReflectiveOperationException {
        return (Integer) waitForProcessExit.invoke(null, processId, true);
    }
}

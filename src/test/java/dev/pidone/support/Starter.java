package dev.pidone.support;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Starts all that tests start, and always in the same state: it does not matter who has started the tests, be it
 * nohup(1), a script's background, a Python or cron. Default signal dispositions, no blocked signals, umask 022, a
 * session without a terminal, a defined environment. A test that is about another state sets that itself.
 *
 * <p>
 * Processes inherit most of that from this JVM, so it is the JVM that changes, once. The JDK closes descriptors, raises
 * the limit of their number, and unblocks all signals.
 */
public final class Starter {
    private static final String LOCALE = "C.UTF-8";
    private static final int UMASK = 022;

    static {
        catchIgnoredSignals();
        call("umask", UMASK);
        // Fails for a process group's leader, such as a JVM that a shell has started.
        call("setsid");
        // Neither Ctrl-C nor a hangup of the terminal reaches them any more.
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    }

    private Starter() {
    }

    /** A program under test, or one that takes part. Of the environment only PATH is not of our making. */
    public static ProcessBuilder program(List<String> command) {
        ProcessBuilder builder = tool(command);
        builder.environment().keySet().retainAll(List.of("PATH", "LC_ALL"));
        builder.environment().put("HOME", System.getProperty("user.home"));
        return builder;
    }

    public static ProcessBuilder program(String... command) {
        return program(List.of(command));
    }

    /** A tool: variables may tell it the way to a server, a proxy or a cache. */
    public static ProcessBuilder tool(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", LOCALE);
        return builder;
    }

    public static ProcessBuilder tool(String... command) {
        return tool(List.of(command));
    }

    /**
     * A signal that is caught does as little to this JVM as one that is ignored, and execve(2) makes its disposition
     * the default. abs(3) has the signature of a handler and no effect.
     */
    private static void catchIgnoredSignals() {
        for (int signal : ProcFile.signals(ProcessHandle.current().pid(), "status", "SigIgn")) {
            // glibc refuses 32 and 33, which are its own.
            call("signal", signal, function("abs").address());
        }
    }

    private static MemorySegment function(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    private static void call(String name) {
        call(name, 0);
    }

    private static void call(String name, int argument) {
        call(name, argument, 0);
    }

    /** What a function does not take it does not look at. */
    @SuppressWarnings("restricted")
    private static void call(String name, int first, long second) {
        MethodHandle handle = Linker.nativeLinker().downcallHandle(function(name),
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            handle.invokeExact(first, second);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}

package dev.pidone.linux.launch;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
import java.lang.foreign.ValueLayout;

/**
 * What pidone was given when it was started, on the initial stack of the process (execve(2), and the "Initial Process
 * Stack" of the System V ABI) and in its signals.
 *
 * <p>
 * Java's {@code args} and {@code System.getenv} do not serve: they decode, and lose what is not valid in the locale's
 * character set; and they copy what is not pidone's business.
 *
 * @param arguments pidone's own argv, from {@code argv[0]} on
 * @param environment the environment, each entry {@code NAME=VALUE}, in its order
 * @param blocked the signals that were blocked
 * @param ignored the signals that were ignored, at least of those whose handling pidone changes
 * @param workingDirectory a descriptor of the working directory where it had to be left, otherwise -1
 * @param insideJvm whether a JVM runs in this process, with threads, signal handlers and descriptors of its own
 */
public record ProcessStart(NativeStrings arguments, NativeStrings environment, SignalSet blocked, SignalSet ignored,
        int workingDirectory, boolean insideJvm) {

    /** The signals that a fault of the static file's own raises: it handles them (src/main/c/file.c). */
    private static final SignalSet FAULTS = SignalSet.of(Signal.of(4), Signal.of(7), Signal.of(8), Signal.of(11));
    /**
     * The signals whose handling a JVM changes, PIPE and XFSZ beside those that the relay handles (src/main/c/jar.c).
     */
    private static final SignalSet OF_JVM = SignalSet.of(Signal.of(4), Signal.of(5), Signal.of(7), Signal.of(8),
            Signal.of(11), Signal.of(12), Signal.of(32), Signal.of(33), Signal.of(13), Signal.CHLD, Signal.of(25));

    /** What the static file was given: its entry point has noted it (src/main/c/file.c). */
    public static ProcessStart read() {
        long stack = NativeLibrary.initialStack();
        NativeStrings arguments = arguments(stack);
        return new ProcessStart(arguments, environment(stack),
                new SignalSet(SharedState.getLong(SharedState.BLOCKED_AT_START)),
                new SignalSet(SharedState.getLong(SharedState.IGNORED_AT_START)), -1, false);
    }

    /** All of argv, as it is on the stack. */
    public static NativeStrings arguments(long stack) {
        return NativeStrings.at(stack + Long.BYTES, (int) NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, stack));
    }

    /** The environment, as it is on the stack: behind argv and the null at its end. */
    public static NativeStrings environment(long stack) {
        return NativeStrings.at(stack + (arguments(stack).size() + 2L) * Long.BYTES);
    }

    /**
     * The signals that have another handling than the one they began with; CHLD is among them only if it was ignored.
     */
    SignalSet handledSignals() {
        SignalSet handled = insideJvm ? OF_JVM : FAULTS;
        // To reset CHLD without need would drop one that is pending.
        return ignored.contains(Signal.CHLD)
                ? handled.union(SignalSet.of(Signal.CHLD))
                : handled.without(SignalSet.of(Signal.CHLD));
    }
}

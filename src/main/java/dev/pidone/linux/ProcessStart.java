package dev.pidone.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What pidone was given when it was started: by the kernel, on the initial stack of the process (execve(2), and the
 * "Initial Process Stack" of the System V ABI), and by the launcher, in the argument that it puts before pidone's own.
 *
 * <p>
 * Java's {@code args} and {@code System.getenv} do not serve: they decode, and lose what is not valid in the locale's
 * character set. Here a {@code String} is a string of bytes, one {@code char} a byte (ISO 8859-1).
 *
 * @param arguments pidone's own argv, from {@code argv[0]} on
 * @param argumentsBefore how many arguments of the JVM stand before them in the process's own argv, 0 if they are none
 *     of it
 * @param environment the environment, each entry {@code NAME=VALUE}, in its order
 * @param blocked the signals that were blocked
 * @param ignored the signals that were ignored
 * @param workingDirectory a descriptor of the working directory, -1 if it could not be opened and was not left
 * @param placeholders bit mask of the descriptors 0 to 2 that were closed and hold a placeholder now
 */
public record ProcessStart(List<String> arguments, int argumentsBefore, List<String> environment, SignalSet blocked,
        SignalSet ignored, int workingDirectory, int placeholders) {

    /** Set by the launcher where /proc is missing; no hidden name begins like that. */
    private static final String LINKER_VARIABLE = "LD_ORIGIN_PATH=";

    /**
     * Reads the initial stack and gives the environment its names back, which the launcher has hidden from the JVM.
     *
     * @param javaArguments how many arguments {@code main} was given: the launcher's and all of pidone's argv
     */
    public static ProcessStart read(int javaArguments) {
        MemorySegment stack = NativeLibrary.initialStack();
        int argc = (int) stack.get(ValueLayout.JAVA_LONG, 0);
        int launcher = argc - javaArguments;
        List<String> arguments = new ArrayList<>(javaArguments - 1);
        for (int index = launcher + 1; index < argc; index++) {
            arguments.add(NativeBytes.string(string(stack, 1 + index)));
        }
        List<String> environment = new ArrayList<>();
        for (int word = argc + 2; stack.getAtIndex(ValueLayout.JAVA_LONG, word) != 0; word++) {
            MemorySegment entry = string(stack, word);
            if (word == argc + 2 && NativeBytes.string(entry).startsWith(LINKER_VARIABLE)) {
                continue;
            }
            entry.set(ValueLayout.JAVA_BYTE, 0, revealed(entry.get(ValueLayout.JAVA_BYTE, 0)));
            environment.add(NativeBytes.string(entry));
        }
        String noted = NativeBytes.string(string(stack, 1 + launcher));
        return of(noted, arguments, launcher + 1, environment);
    }

    /** Whether these are the arguments of this very process, and not what the training of the AOT cache makes up. */
    boolean isOfThisProcess() {
        return argumentsBefore > 0;
    }

    /** Replaces the JVM's command line by pidone's own, for whoever looks at /proc/PID/cmdline: ps(1), pgrep(1). */
    void showOwnArguments() {
        MemorySegment stack = NativeLibrary.initialStack();
        int argc = (int) stack.get(ValueLayout.JAVA_LONG, 0);
        MemorySegment begin = string(stack, 1);
        MemorySegment own = string(stack, 1L + argumentsBefore);
        long end = string(stack, argc).address() + arguments.getLast().length() + 1;
        long length = end - own.address();
        MemorySegment.copy(own, 0, begin, 0, length);
        begin.asSlice(length, end - begin.address() - length).fill((byte) 0);
    }

    private static MemorySegment string(MemorySegment stack, long word) {
        return NativeLibrary.memoryAt(stack.getAtIndex(ValueLayout.JAVA_LONG, word));
    }

    /** Undoes step 5 of the launcher. */
    private static byte revealed(byte hidden) {
        int value = Byte.toUnsignedInt(hidden);
        if (value == 0) {
            return 0;
        }
        return (byte) (value > 128 ? value - 128 : value + 127);
    }

    /** Does step 5 of the launcher. */
    static void hideEnvironment(MemorySegment stack, int argc) {
        for (int word = argc + 2; stack.getAtIndex(ValueLayout.JAVA_LONG, word) != 0; word++) {
            MemorySegment entry = string(stack, word);
            entry.set(ValueLayout.JAVA_BYTE, 0, hidden(entry.get(ValueLayout.JAVA_BYTE, 0)));
        }
    }

    private static byte hidden(byte name) {
        int value = Byte.toUnsignedInt(name);
        if (value == 0) {
            return 0;
        }
        return (byte) (value < 128 ? value + 128 : value - 127);
    }

    private static ProcessStart of(String noted, List<String> arguments, int argumentsBefore,
            List<String> environment) {
        return new ProcessStart(arguments, argumentsBefore, environment,
                new SignalSet(Long.parseUnsignedLong(noted, 0, 16, 16)),
                new SignalSet(Long.parseUnsignedLong(noted, 16, 32, 16)), Integer.parseUnsignedInt(noted, 32, 40, 16),
                Integer.parseUnsignedInt(noted, 40, 41, 16));
    }

    /**
     * The value of an environment variable.
     *
     * @return {@code null} if it is not set
     */
    public String variable(String name) {
        for (String entry : environment) {
            if (entry.length() > name.length() && entry.charAt(name.length()) == '=' && entry.startsWith(name)) {
                return entry.substring(name.length() + 1);
            }
        }
        return null;
    }
}

package dev.pidone.jar;

import dev.pidone.kernel.SignalSet;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What pidone was given when it was started, where a JVM runs it: {@link JarStart} has noted it in an argument that
 * stands before pidone's own.
 */
public final class JvmStart {
    private static final long F_SETFD = 2;
    private static final long FD_CLOEXEC = 1;
    private static final int FIRST = 3;

    private JvmStart() {
    }

    /**
     * Reads the initial stack, gives the environment its names back, which were hidden from the JVM, and has the JVM
     * keep its descriptors to itself.
     *
     * @param javaArguments how many arguments {@code main} was given: the note and all of pidone's argv
     */
    public static ProcessStart read(int javaArguments) {
        long stack = NativeLibrary.initialStack();
        NativeStrings all = ProcessStart.arguments(stack);
        NativeStrings environment = ProcessStart.environment(stack);
        HiddenNames.reveal(environment);
        int note = all.size() - javaArguments;
        String noted = all.string(note);
        int directory = Integer.parseUnsignedInt(noted, 32, 40, 16);
        keepDescriptors(directory);
        return new ProcessStart(all.from(note + 1), environment,
                new SignalSet(Long.parseUnsignedLong(noted, 0, 16, 16)),
                new SignalSet(Long.parseUnsignedLong(noted, 16, 32, 16)), directory, true);
    }

    /** HotSpot opens files without close-on-exec, and they are not for the command. */
    private static void keepDescriptors(int directory) {
        closeOnExec(directory);
        new ProcFs(null).visitDescriptors(descriptor -> {
            if (descriptor >= FIRST && isOfJvm(descriptor)) {
                closeOnExec(descriptor);
            }
        });
    }

    /** Whether a file is one that the JVM has opened: one of its own, or the jar and library of pidone. */
    private static boolean isOfJvm(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith(System.getProperty("java.home") + "/")
                    || target.equals(System.getProperty("java.class.path"))
                    || target.startsWith(JarStart.MEMORY_FILE_TARGET);
        } catch (IOException e) {
            // It has been closed meanwhile.
            return false;
        }
    }

    private static void closeOnExec(int descriptor) {
        if (descriptor >= 0) {
            SystemCall.FCNTL.call(descriptor, F_SETFD, FD_CLOEXEC);
        }
    }

    /**
     * A JVM obeys variables such as JAVA_TOOL_OPTIONS, and the dynamic linker and libc others, though all of them are
     * meant for the command. So the first byte of every name is exchanged for one that no name begins with, and back.
     */
    static final class HiddenNames {
        private HiddenNames() {
        }

        static void hide(NativeStrings environment) {
            exchange(environment, true);
        }

        static void reveal(NativeStrings environment) {
            exchange(environment, false);
        }

        private static void exchange(NativeStrings environment, boolean hide) {
            for (int index = 0; index < environment.size(); index++) {
                int first = environment.at(index, 0);
                if (first != 0) {
                    NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, environment.address(index),
                            (byte) (hide ? hidden(first) : revealed(first)));
                }
            }
        }

        /** A bijection of the numbers from 1 to 255: 1 to 127 become 129 to 255. */
        private static int hidden(int value) {
            return value < 128 ? value + 128 : value - 127;
        }

        private static int revealed(int value) {
            return value > 128 ? value - 128 : value + 127;
        }
    }
}

package dev.pidone.jar;

import dev.pidone.kernel.SignalSet;
import dev.pidone.linux.LinuxClock;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What pidone was given when it was started, where a JVM runs it: {@link JarStart} has noted it in an argument that
 * stands before pidone's own.
 */
public final class JvmStart {
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
        new ProcFs(new LinuxClock()).visitDescriptors(descriptor -> {
            if (descriptor >= Descriptors.FIRST && isOfJvm(descriptor)) {
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
            SystemCall.FCNTL.call(descriptor, Descriptors.F_SETFD, Descriptors.FD_CLOEXEC);
        }
    }
}

package dev.pidone.jar;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.KernelException;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * For {@code java -jar pidone.jar}: there a JVM runs already, and has to become one that is started right.
 *
 * <p>
 * Two things are lost that way. Until this code runs, the first JVM treats signals in its own way; and of the signals
 * that it claims for itself it cannot be known any more whether they were ignored.
 */
public final class JarStart {
    private static final String MEMORY_FILE = "pidone";
    /** What /proc/self/fd says of the memory file (memfd_create(2)). */
    static final String MEMORY_FILE_TARGET = "/memfd:" + MEMORY_FILE;

    private static final long SIG_SETMASK = 2;
    private static final String NO_DIRECTORY = "ffffffff";

    private JarStart() {
    }

    /**
     * Becomes a JVM of the same home. Returns only by an exception.
     *
     * @param options its options and, at their end, the main class
     * @param argumentCount how many arguments {@code main} was given
     * @throws IOException if /proc or the memory file cannot be used
     * @throws KernelException if execve(2) fails
     */
    public static void becomeJvm(List<String> options, int argumentCount) throws IOException {
        String library = writeLibrary();
        System.setProperty(NativeLibrary.FILE_PROPERTY, library);
        blockAllSignals();
        String noted = status("SigBlk:") + status("SigIgn:") + directory();
        resetChildSignal();
        long stack = NativeLibrary.initialStack();
        NativeStrings given = ProcessStart.arguments(stack);
        NativeStrings environment = ProcessStart.environment(stack);
        String java = System.getProperty("java.home") + "/bin/java";
        int words = 0;
        MemorySegment argv = Arena.global().allocate(ValueLayout.JAVA_LONG, options.size() + argumentCount + 6L);
        argv.setAtIndex(ValueLayout.JAVA_LONG, words++, NativeStrings.of(java));
        argv.setAtIndex(ValueLayout.JAVA_LONG, words++, NativeStrings.of("-agentpath:" + library));
        argv.setAtIndex(ValueLayout.JAVA_LONG, words++,
                NativeStrings.of("-D" + NativeLibrary.FILE_PROPERTY + "=" + library));
        for (String option : options) {
            argv.setAtIndex(ValueLayout.JAVA_LONG, words++, NativeStrings.of(option));
        }
        argv.setAtIndex(ValueLayout.JAVA_LONG, words++, NativeStrings.of(noted));
        argv.setAtIndex(ValueLayout.JAVA_LONG, words++, NativeStrings.of("pidone"));
        for (int index = given.size() - argumentCount; index < given.size(); index++) {
            argv.setAtIndex(ValueLayout.JAVA_LONG, words++, given.address(index));
        }
        HiddenNames.hide(environment);
        long result = SystemCall.EXECVE.call(NativeStrings.of(java), argv.address(), environment.vector());
        throw new KernelException("execve " + java, (int) -result);
    }

    /** The native library: the file system may be read-only. */
    private static String writeLibrary() throws IOException {
        return memoryFile(NativeLibrary.resource().openStream());
    }

    /**
     * What the next JVM is to have as its class path. That JVM is not told of any locale, as its environment is hidden
     * from it: it gets a copy of a jar whose name is not ASCII.
     *
     * @throws IOException if the jar cannot be read, or /proc not be used
     */
    public static String classPath(Path jar) throws IOException {
        String name = jar.toString();
        return StandardCharsets.US_ASCII.newEncoder().canEncode(name) ? name : memoryFile(Files.newInputStream(jar));
    }

    /** A copy in memory, under a name. It stays open for the next JVM to load. */
    private static String memoryFile(InputStream content) throws IOException {
        try (content) {
            long descriptor = NativeLibrary.Bootstrap.createMemoryFile(MEMORY_FILE);
            if (descriptor < 0) {
                throw new IOException("memfd_create failed");
            }
            String file = "/proc/self/fd/" + descriptor;
            try (FileOutputStream output = new FileOutputStream(file)) {
                content.transferTo(output);
            }
            return file;
        }
    }

    private static void blockAllSignals() {
        MemorySegment all = Arena.global().allocate(ValueLayout.JAVA_LONG);
        all.set(ValueLayout.JAVA_LONG, 0, SignalSet.ALL.bits());
        SystemCall.RT_SIGPROCMASK.call(SIG_SETMASK, all.address(), 0, SignalSet.BYTES);
    }

    /** A line of /proc/self/status: that of the first thread, whose mask no JVM has touched (proc(5)). */
    private static String status(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(field)) {
                return line.substring(field.length()).strip();
            }
        }
        throw new IOException("/proc/self/status has no line " + field);
    }

    private static String directory() {
        long descriptor = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of("."),
                Descriptors.O_PATH | NativeLibrary.machine(Machine.O_DIRECTORY));
        if (descriptor < 0) {
            return NO_DIRECTORY;
        }
        SystemCall.CHDIR.call(NativeStrings.of("/"));
        String digits = Long.toHexString(descriptor);
        return "0".repeat(NO_DIRECTORY.length() - digits.length()) + digits;
    }

    /** Ignored, the kernel would keep every exit status to itself. */
    private static void resetChildSignal() {
        MemorySegment action = Arena.global().allocate(4L * Long.BYTES, Long.BYTES);
        SystemCall.RT_SIGACTION.call(Signal.CHLD.number(), action.address(), 0, SignalSet.BYTES);
    }
}

package dev.pidone.linux;

import java.util.Arrays;

/**
 * Keeps pidone's descriptors and the command's apart: the command must not inherit those that the JVM has opened,
 * HotSpot does so without close-on-exec, and pidone must not keep those that were meant for the command, or a pipe
 * would stay open after the command has closed it.
 */
final class Descriptors {
    private static final long F_GETFD = 1;
    private static final long F_SETFD = 2;
    private static final long FD_CLOEXEC = 1;
    /** Without /proc descriptors are looked for up to here. */
    private static final int SEARCH_LIMIT = 1024;

    private int[] inherited = new int[16];
    private int inheritedCount;

    /**
     * Looks through all open descriptors.
     *
     * @param start what the launcher has noted of descriptors
     * @param events the descriptors that pidone has opened itself
     */
    Descriptors(ProcessStart start, EventQueue events, ProcFs procFs) {
        for (int descriptor = 0; descriptor < 3; descriptor++) {
            if ((start.placeholders() & 1 << descriptor) != 0) {
                closeOnExec(descriptor);
            }
        }
        if (start.workingDirectory() >= 0) {
            closeOnExec(start.workingDirectory());
        }
        ProcFs.DescriptorVisitor visitor = new ProcFs.DescriptorVisitor() {
            @Override
            public void visit(int descriptor, String target) {
                if (descriptor > 2 && descriptor != start.workingDirectory() && !events.owns(descriptor)) {
                    sort(descriptor, isOfJvm(target));
                }
            }
        };
        if (!procFs.visitDescriptors(visitor)) {
            search(start, events);
        }
    }

    /** Closes what the command has inherited by now. */
    void closeInherited() {
        for (int index = 0; index < inheritedCount; index++) {
            NativeLibrary.systemCall(SystemCall.CLOSE, inherited[index], 0, 0, 0, 0);
        }
        inheritedCount = 0;
    }

    private void sort(int descriptor, boolean ofJvm) {
        if (ofJvm) {
            closeOnExec(descriptor);
            return;
        }
        if (inheritedCount == inherited.length) {
            inherited = Arrays.copyOf(inherited, 2 * inheritedCount);
        }
        inherited[inheritedCount] = descriptor;
        inheritedCount++;
    }

    /**
     * Whether a file is one that the JVM has opened: its own, or the jar and library of {@code java -jar pidone.jar}.
     */
    private static boolean isOfJvm(String target) {
        return target.startsWith(System.getProperty("java.home"))
                || target.equals(System.getProperty("java.class.path"))
                || target.startsWith(JarStart.MEMORY_FILE_TARGET);
    }

    private static void closeOnExec(int descriptor) {
        NativeLibrary.systemCall(SystemCall.FCNTL, descriptor, F_SETFD, FD_CLOEXEC, 0, 0);
    }

    /** Without /proc: the JVM keeps one file open, the modules of its runtime. */
    private void search(ProcessStart start, EventQueue events) {
        FileIdentity modules = FileIdentity.of(System.getProperty("java.home") + "/lib/modules");
        for (int descriptor = 3; descriptor < SEARCH_LIMIT; descriptor++) {
            boolean open = NativeLibrary.systemCall(SystemCall.FCNTL, descriptor, F_GETFD, 0, 0, 0) >= 0;
            if (open && descriptor != start.workingDirectory() && !events.owns(descriptor)) {
                sort(descriptor, modules.equals(FileIdentity.of(descriptor)));
            }
        }
    }
}

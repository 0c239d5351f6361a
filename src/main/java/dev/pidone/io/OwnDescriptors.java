package dev.pidone.io;

import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.SystemCall;

/**
 * Keeps pidone's descriptors and the command's apart: the command must not see pidone's, which therefore are
 * close-on-exec and none of the standard ones, and pidone must not keep those that were meant for the command, or a
 * pipe would stay open after the command has closed it.
 */
public final class OwnDescriptors {
    private static final long F_GETFD = 1;
    private static final long F_DUPFD_CLOEXEC = 1030;
    private static final int FIRST = 3;
    private static final long LAST = 0xffff_ffffL;
    private static final int MOST = 12;
    /** Without /proc and close_range(2) descriptors are looked for up to here. */
    private static final int SEARCH_LIMIT = 1024;

    /** In ascending order. */
    private static final int[] OWN = new int[MOST];
    private static int count;

    private OwnDescriptors() {
    }

    /**
     * Takes a descriptor on that was just opened, close-on-exec.
     *
     * @return the descriptor to use from now on: a standard one that was closed must stay so for whoever comes after
     * pidone; negative if there is none left
     */
    public static int add(int opened) {
        int descriptor = opened;
        if (opened < FIRST) {
            descriptor = (int) SystemCall.FCNTL.call(opened, F_DUPFD_CLOEXEC, FIRST);
            SystemCall.CLOSE.call(opened);
        }
        if (count == MOST) {
            // As in a test, which has many kernels in one process.
            return descriptor;
        }
        int index = count;
        for (; index > 0 && OWN[index - 1] > descriptor; index--) {
            OWN[index] = OWN[index - 1];
        }
        OWN[index] = descriptor;
        count++;
        return descriptor;
    }

    /**
     * Closes all others but the standard ones: the command has inherited them by now.
     *
     * @param insideJvm whether a JVM has some, too: then each is looked at
     */
    public static void closeOthers(ProcFs procFs, boolean insideJvm) {
        // Since Linux 5.9 that is all.
        if (!insideJvm && closeGaps()) {
            return;
        }
        if (!procFs.visitDescriptors(OwnDescriptors::closeInherited)) {
            for (int descriptor = FIRST; descriptor < SEARCH_LIMIT; descriptor++) {
                closeInherited(descriptor);
            }
        }
    }

    private static boolean closeGaps() {
        long from = FIRST;
        for (int index = 0; index < count; index++) {
            if (OWN[index] > from && !closeRange(from, OWN[index] - 1L)) {
                return false;
            }
            from = OWN[index] + 1L;
        }
        return closeRange(from, LAST);
    }

    private static boolean closeRange(long first, long last) {
        return SystemCall.CLOSE_RANGE.call(first, last) == 0;
    }

    /** What was inherited is not close-on-exec. */
    private static void closeInherited(int descriptor) {
        if (descriptor >= FIRST && SystemCall.FCNTL.call(descriptor, F_GETFD) == 0) {
            SystemCall.CLOSE.call(descriptor);
        }
    }
}

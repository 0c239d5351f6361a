package dev.pidone.io;

import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;

/**
 * Keeps pidone's descriptors and the command's apart: the command must not see pidone's, which therefore are
 * close-on-exec and none of the standard ones.
 */
public final class OwnDescriptors {
    private static final long LAST = 0xffff_ffffL;
    private static final int MOST = 12;

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
        if (opened < Descriptors.FIRST) {
            descriptor = (int) SystemCall.FCNTL.call(opened, Descriptors.F_DUPFD_CLOEXEC, Descriptors.FIRST);
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
     * Closes all others but the standard ones.
     *
     * @return false if the kernel has no close_range(2)
     */
    public static boolean closeOthers() {
        long from = Descriptors.FIRST;
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
}

package dev.pidone.linux;

/**
 * Keeps pidone's descriptors and the command's apart: pidone must not keep those that were meant for the command, or a
 * pipe would stay open after the command has closed it. pidone's own are close-on-exec, and so never were the command's.
 */
final class Descriptors implements ProcFs.DescriptorVisitor {
    private static final long F_GETFD = 1;
    private static final int FIRST = 3;
    private static final long LAST = 0xffff_ffffL;
    /** Without /proc and close_range(2) descriptors are looked for up to here. */
    private static final int SEARCH_LIMIT = 1024;

    private final ProcFs procFs;

    Descriptors(ProcFs procFs) {
        this.procFs = procFs;
    }

    /**
     * Closes what the command has inherited by now.
     *
     * @param own the one descriptor that is to stay open
     * @param insideJvm whether there are others: then each is looked at
     */
    void closeInherited(int own, boolean insideJvm) {
        // Since Linux 5.9 that is all.
        boolean done = !insideJvm && closeRange(own + 1L, LAST) && (own == FIRST || closeRange(FIRST, own - 1L));
        if (!done && !procFs.visitDescriptors(this)) {
            for (int descriptor = FIRST; descriptor < SEARCH_LIMIT; descriptor++) {
                visit(descriptor);
            }
        }
    }

    private static boolean closeRange(long first, long last) {
        return NativeLibrary.systemCall(SystemCall.CLOSE_RANGE, first, last, 0, 0, 0) == 0;
    }

    @Override
    public void visit(int descriptor) {
        if (descriptor >= FIRST
                && NativeLibrary.systemCall(SystemCall.FCNTL, descriptor, F_GETFD, 0, 0, 0) == 0) {
            NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
        }
    }
}

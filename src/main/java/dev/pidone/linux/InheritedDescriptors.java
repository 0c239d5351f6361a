package dev.pidone.linux;

import dev.pidone.io.OwnDescriptors;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;

/**
 * The descriptors that pidone was given for the command: it must not keep them, or a pipe would stay open after the
 * command has closed it.
 */
final class InheritedDescriptors {
    /** Without /proc and close_range(2) descriptors are looked for up to here. */
    private static final int SEARCH_LIMIT = 1024;

    private InheritedDescriptors() {
    }

    /**
     * Closes all but the standard ones: the command has inherited them by now.
     *
     * @param insideJvm whether a JVM has some, too: then each is looked at
     */
    static void close(ProcFs procFs, boolean insideJvm) {
        // Since Linux 5.9 that is all.
        if (!insideJvm && OwnDescriptors.closeOthers()) {
            return;
        }
        if (!procFs.visitDescriptors(InheritedDescriptors::close)) {
            for (int descriptor = Descriptors.FIRST; descriptor < SEARCH_LIMIT; descriptor++) {
                close(descriptor);
            }
        }
    }

    /** What was inherited is not close-on-exec. */
    private static void close(int descriptor) {
        if (descriptor >= Descriptors.FIRST && SystemCall.FCNTL.call(descriptor, Descriptors.F_GETFD) == 0) {
            SystemCall.CLOSE.call(descriptor);
        }
    }
}

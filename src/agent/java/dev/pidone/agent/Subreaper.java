package dev.pidone.agent;

import java.io.IOException;

/**
 * Makes this process adopt the orphans among its descendants: PR_SET_CHILD_SUBREAPER, see prctl(2).
 *
 * <p>
 * Java 17 cannot call a C function but through a library, and a library needs a file in a file system that is writable
 * and not noexec: in a hardened container there is none. So it is the kernel that calls prctl, as the handler of a
 * signal. A handler's first argument is the signal's number, its second a pointer to what is known about the signal.
 * The number of PR_SET_CHILD_SUBREAPER is 36, that of a real-time signal which nobody uses; the second argument has to
 * be different from 0, further ones do not matter. The handler that was there is put back at once.
 */
final class Subreaper {
    /** From linux/prctl.h. */
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final String SIGNALS = "jdk.internal.misc.Signal";

    private final JdkInternals jdk;

    Subreaper(JdkInternals jdk) {
        this.jdk = jdk;
    }

    void begin() {
        if (ProcessHandle.current().pid() == 1) {
            return;
        }
        try {
            long prctl = address("prctl");
            if (prctl == 0 || isBlocked(PR_SET_CHILD_SUBREAPER)) {
                throw new IOException(prctl == 0 ? "prctl is not found" : "signal 36 is blocked");
            }
            long old = handle(prctl);
            try {
                jdk.method(SIGNALS, "raise0", int.class).invoke(null, PR_SET_CHILD_SUBREAPER);
            } finally {
                handle(old);
            }
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            Messages.write("agent: orphans are not adopted: " + e);
        }
    }

    /** Through a library of the JDK, all of which depend on libc. */
    private long address(String function) throws ReflectiveOperationException {
        Object libraries = jdk.method("jdk.internal.loader.BootLoader", "getNativeLibraries").invoke(null);
        return (Long) jdk.method("jdk.internal.loader.NativeLibraries", "find", String.class).invoke(libraries,
                function);
    }

    private static boolean isBlocked(int signal) throws IOException {
        return (new ProcFs().blockedSignals() >>> signal - 1 & 1) != 0;
    }

    /** Returns the handler before. */
    private long handle(long handler) throws ReflectiveOperationException {
        return (Long) jdk.method(SIGNALS, "handle0", int.class, long.class).invoke(null, PR_SET_CHILD_SUBREAPER,
                handler);
    }
}

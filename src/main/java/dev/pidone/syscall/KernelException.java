package dev.pidone.syscall;

/** A system call that failed in a way that its caller does not expect. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param attempt what was tried and on what, such as {@code open /proc}
     * @param errno the error number, positive (errno(3))
     */
    public KernelException(String attempt, int errno) {
        super(attempt + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    /** The error number, positive (errno(3)). */
    public int errno() {
        return errno;
    }
}

package dev.pidone.syscall;

/**
 * The system calls that Java makes (syscalls(2)), in the order of {@code SYSTEM_CALLS} in src/main/c/pidone.h: their
 * numbers, which differ between architectures, the C compiler knows.
 */
public enum SystemCall {
    CAPGET,
    CHDIR,
    CHROOT,
    CLOCK_GETTIME,
    CLONE,
    CLOSE,
    CLOSE_RANGE,
    EVENTFD2,
    EXECVE,
    EXIT_GROUP,
    FACCESSAT,
    FCHDIR,
    FCNTL,
    FGETXATTR,
    FSTAT,
    FSTATFS,
    FTRUNCATE,
    GETCWD,
    GETDENTS64,
    GETEGID,
    GETEUID,
    GETPGID,
    GETPID,
    GETPPID,
    GETRESGID,
    GETRESUID,
    GETRUSAGE,
    GETSID,
    GETTID,
    IOCTL,
    KILL,
    MMAP,
    MOUNT,
    OPENAT,
    PIDFD_OPEN,
    PIDFD_SEND_SIGNAL,
    PIPE2,
    PPOLL,
    PRCTL,
    PREAD64,
    READ,
    READLINKAT,
    RT_SIGACTION,
    RT_SIGPENDING,
    RT_SIGPROCMASK,
    SENDTO,
    SETNS,
    SETPGID,
    SETSID,
    SIGNALFD4,
    SPLICE,
    STATX,
    TGKILL,
    UMOUNT2,
    WAIT4,
    WAITID,
    WRITE;

    /** Makes the call with no argument: its result, or the negated errno (syscall(2)). */
    public long call() {
        return call(0, 0, 0, 0, 0, 0);
    }

    /** Makes the call with one argument. */
    public long call(long a1) {
        return call(a1, 0, 0, 0, 0, 0);
    }

    /** Makes the call with two arguments. */
    public long call(long a1, long a2) {
        return call(a1, a2, 0, 0, 0, 0);
    }

    /** Makes the call with three arguments. */
    public long call(long a1, long a2, long a3) {
        return call(a1, a2, a3, 0, 0, 0);
    }

    /** Makes the call with four arguments. */
    public long call(long a1, long a2, long a3, long a4) {
        return call(a1, a2, a3, a4, 0, 0);
    }

    /** Makes the call with five arguments. */
    public long call(long a1, long a2, long a3, long a4, long a5) {
        return call(a1, a2, a3, a4, a5, 0);
    }

    /** Makes the call with six arguments. */
    public long call(long a1, long a2, long a3, long a4, long a5, long a6) {
        return NativeLibrary.systemCall(ordinal(), a1, a2, a3, a4, a5, a6);
    }
}

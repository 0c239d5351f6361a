package dev.pidone.syscall;

/** The system calls that pidone makes, with their numbers on each architecture (syscalls(2), {@code asm/unistd.h}). */
public enum SystemCall {
    CHDIR(80, 49),
    CLOCK_GETTIME(228, 113),
    CLONE(56, 220),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    EVENTFD2(290, 19),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    FACCESSAT(269, 48),
    FCNTL(72, 25),
    FGETXATTR(193, 10),
    FSTAT(5, 80),
    FSTATFS(138, 44),
    GETCWD(79, 17),
    GETDENTS64(217, 61),
    GETEGID(108, 177),
    GETEUID(107, 175),
    GETPGID(121, 155),
    GETPID(39, 172),
    GETPPID(110, 173),
    GETRESGID(120, 150),
    GETRESUID(118, 148),
    GETRUSAGE(98, 165),
    GETSID(124, 156),
    GETTID(186, 178),
    IOCTL(16, 29),
    KILL(62, 129),
    MOUNT(165, 40),
    OPENAT(257, 56),
    PIDFD_OPEN(434, 434),
    PIPE2(293, 59),
    PPOLL(271, 73),
    PRCTL(157, 167),
    PREAD64(17, 67),
    READ(0, 63),
    READLINKAT(267, 78),
    RT_SIGACTION(13, 134),
    RT_SIGPENDING(127, 136),
    RT_SIGPROCMASK(14, 135),
    SENDTO(44, 206),
    SETPGID(109, 154),
    SETSID(112, 157),
    SIGNALFD4(289, 74),
    SPLICE(275, 76),
    STATX(332, 291),
    TGKILL(234, 131),
    WAIT4(61, 260),
    WAITID(247, 95),
    WRITE(1, 64);

    private final int x8664;
    private final int aarch64;

    SystemCall(int x8664, int aarch64) {
        this.x8664 = x8664;
        this.aarch64 = aarch64;
    }

    /** The number on the machine that this runs on. */
    private long number() {
        return NativeLibrary.ARCHITECTURE == Architecture.X86_64 ? x8664 : aarch64;
    }

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
        return NativeLibrary.systemCall(number(), a1, a2, a3, a4, a5, a6);
    }
}

package dev.pidone.linux;

/** The system calls that pidone makes, with their numbers on each architecture (syscalls(2), {@code asm/unistd.h}). */
enum SystemCall {
    CHDIR(80, 49),
    CLOSE(3, 57),
    EVENTFD2(290, 19),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    FACCESSAT(269, 48),
    FCHDIR(81, 50),
    FCNTL(72, 25),
    FUTEX(202, 98),
    GETDENTS64(217, 61),
    GETPGID(121, 155),
    GETPID(39, 172),
    GETTID(186, 178),
    IOCTL(16, 29),
    KILL(62, 129),
    MADVISE(28, 233),
    NEWFSTATAT(262, 79),
    OPENAT(257, 56),
    PIDFD_OPEN(434, 434),
    PIPE2(293, 59),
    PPOLL(271, 73),
    PRCTL(157, 167),
    READ(0, 63),
    READLINKAT(267, 78),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SETPGID(109, 154),
    SETSID(112, 157),
    SIGNALFD4(289, 74),
    TGKILL(234, 131),
    TKILL(200, 130),
    WAIT4(61, 260);

    /** The number on the machine that this JVM runs on. */
    final long number;

    SystemCall(int x8664, int aarch64) {
        number = Architecture.CURRENT == Architecture.X86_64 ? x8664 : aarch64;
    }
}

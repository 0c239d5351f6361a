package dev.pidone.syscall;

/**
 * What differs between architectures, to be asked for by {@link NativeLibrary#machine}: {@code enum machine} of
 * src/main/c/pidone.h, which a test compares with this. Plain numbers, so that they cost nothing at the start.
 */
public final class Machine {
    /** The address of its name, as {@code uname -m} has it. */
    public static final int NAME = 0;
    /** The address of its name, as Docker has it. */
    public static final int NAME_OF_DOCKER = 1;
    /** What its programs have in the header of an ELF file (elf(5)). */
    public static final int ELF_CLASS = 2;
    public static final int ELF_DATA = 3;
    public static final int ELF_NUMBER = 4;
    /** The addresses of the paths of both libcs' loaders. */
    public static final int GLIBC_LOADER = 5;
    public static final int MUSL_LOADER = 6;
    /** A flag of open(2). */
    public static final int O_DIRECTORY = 7;
    /** Requests of ioctl_tty(2). */
    public static final int TIOCGPGRP = 8;
    public static final int TIOCSPGRP = 9;
    public static final int TIOCNOTTY = 10;
    public static final int TIOCSCTTY = 11;
    public static final int TIOCGWINSZ = 12;
    /** The size of struct stat, and where its mode is, an {@code int} (stat(2)). */
    public static final int STAT_BYTES = 13;
    public static final int ST_MODE = 14;
    /** The size of struct statfs, and where its flags are, an {@code int} (statfs(2)). */
    public static final int STATFS_BYTES = 15;
    public static final int F_FLAGS = 16;
    /** A flag of open(2). */
    public static final int O_NOFOLLOW = 17;
    /** Where in struct stat the number of a file's names is, an {@code int} (stat(2)). */
    public static final int ST_NLINK = 18;
    /** The number of rt_sigtimedwait(2), in which another process may be. */
    public static final int RT_SIGTIMEDWAIT = 19;

    private Machine() {
    }
}

package dev.pidone.syscall;

/**
 * Numbers that system calls take for descriptors and files (open(2), fcntl(2), inode(7), {@code asm-generic/fcntl.h}).
 */
public final class Descriptors {
    public static final int STANDARD_INPUT = 0;
    public static final int STANDARD_OUTPUT = 1;
    public static final int STANDARD_ERROR = 2;
    /** The first that is none of the standard ones. */
    public static final int FIRST = 3;

    /** In place of a directory: relative names begin at the working directory. */
    public static final long AT_FDCWD = -100;
    public static final long O_RDONLY = 0;
    public static final long O_WRONLY = 1;
    public static final long O_ACCMODE = 3;
    public static final long O_CREAT = 0x40;
    public static final long O_NOCTTY = 0x100;
    public static final long O_NONBLOCK = 0x800;
    public static final long O_CLOEXEC = 0x80000;
    public static final long O_PATH = 0x200000;

    public static final long F_GETFD = 1;
    public static final long F_SETFD = 2;
    public static final long F_GETFL = 3;
    public static final long FD_CLOEXEC = 1;
    public static final long F_DUPFD_CLOEXEC = 1030;
    public static final long F_GETPIPE_SZ = 1032;

    public static final int S_IFMT = 0170000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFIFO = 0010000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFDIR = 0040000;

    private Descriptors() {
    }
}

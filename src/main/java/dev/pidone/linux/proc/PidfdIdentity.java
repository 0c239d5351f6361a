package dev.pidone.linux.proc;

import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the kernel calls a process for as long as the machine runs: the inode of its pidfd (Linux 6.9). Before, all of
 * them had the same one.
 */
final class PidfdIdentity {
    /** In place of one. */
    static final long UNKNOWN = 0;

    private static final int BYTES = 256;
    /** What statx(2) is asked for, and where in struct statx it is. */
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long STATX_INO = 0x100;
    private static final int STX_INO = 32;
    /** With that struct statfs begins (statfs(2), include/uapi/linux/magic.h). */
    private static final int PID_FS_MAGIC = 0x50494446;

    /** Whether the inodes tell processes apart: found out once. */
    private enum Inodes {
        UNKNOWN,
        DISTINCT,
        ALIKE
    }

    private final MemorySegment buffer = Arena.global().allocate(BYTES, Long.BYTES);
    private final MemorySegment emptyPath = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private Inodes inodes = Inodes.UNKNOWN;

    /** That of the process that has an ID at the moment, {@link #UNKNOWN} if it is gone or cannot be told. */
    long of(int processId) {
        long descriptor = inodes == Inodes.ALIKE ? -1 : SystemCall.PIDFD_OPEN.call(processId);
        if (descriptor < 0) {
            return UNKNOWN;
        }
        if (inodes == Inodes.UNKNOWN) {
            long error = SystemCall.FSTATFS.call(descriptor, buffer.address());
            inodes = error == 0 && buffer.get(ValueLayout.JAVA_INT, 0) == PID_FS_MAGIC ? Inodes.DISTINCT : Inodes.ALIKE;
        }
        long inode = inodes == Inodes.DISTINCT ? inode(descriptor) : UNKNOWN;
        SystemCall.CLOSE.call(descriptor);
        return inode;
    }

    private long inode(long descriptor) {
        long error = SystemCall.STATX.call(descriptor, emptyPath.address(), AT_EMPTY_PATH, STATX_INO, buffer.address());
        return error == 0 ? buffer.get(ValueLayout.JAVA_LONG, STX_INO) : UNKNOWN;
    }
}

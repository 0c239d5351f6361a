package dev.pidone.linux.launch.failure;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Asks what a file is, and what whoever runs a command may do with it. Paths are addresses of strings that end with a
 * zero; relative ones begin at the command's working directory.
 */
final class FileStatus {
    private static final long X_OK = 1;

    /** Offsets in struct statx (statx(2)). */
    private static final int STX_UID = 20;
    private static final int STX_GID = 24;
    private static final int STX_MODE = 28;
    private static final int STATX_BYTES = 256;
    private static final long STATX_TYPE_MODE_UID_GID = 0x1b;

    private static final int ST_NOEXEC = 8;

    private final long directory;
    private final Permissions other;
    private final MemorySegment status = Arena.global().allocate(STATX_BYTES, Long.BYTES);

    /**
     * @param directory a descriptor of the working directory, -1 if it is the current one
     * @param other as whom the command runs; {@code null} for pidone's own user
     */
    FileStatus(int directory, Permissions other) {
        this.directory = directory < 0 ? Descriptors.AT_FDCWD : directory;
        this.other = other;
    }

    /** Asks what a file is, the one that a symbolic link leads to; returns 0, or the errno. */
    int read(long path) {
        return (int) -SystemCall.STATX.call(directory, path, 0, STATX_TYPE_MODE_UID_GID, status.address());
    }

    boolean exists(long path) {
        return read(path) == 0;
    }

    boolean isDirectory() {
        return (mode() & Descriptors.S_IFMT) == Descriptors.S_IFDIR;
    }

    boolean isRegular() {
        return (mode() & Descriptors.S_IFMT) == Descriptors.S_IFREG;
    }

    /** Type and permissions of the file that was asked about last (inode(7)). */
    int mode() {
        return Short.toUnsignedInt(status.get(ValueLayout.JAVA_SHORT, STX_MODE));
    }

    long user() {
        return Integer.toUnsignedLong(status.get(ValueLayout.JAVA_INT, STX_UID));
    }

    long group() {
        return Integer.toUnsignedLong(status.get(ValueLayout.JAVA_INT, STX_GID));
    }

    /** Whether the command's user may execute the file that was asked about last, or search the directory. */
    boolean isPermitted(long path) {
        if (other == null) {
            return SystemCall.FACCESSAT.call(directory, path, X_OK) == 0;
        }
        // Pidone is not that user: the permissions have to be read, as the kernel would (path_resolution(7)).
        return other.isPermitted(mode(), user(), group());
    }

    /** Whether programs of a file's mount may not be executed (mount(8), {@code noexec}). */
    boolean isOnNoexecMount(long path) {
        long descriptor = SystemCall.OPENAT.call(directory, path, Descriptors.O_PATH | Descriptors.O_CLOEXEC);
        if (descriptor < 0) {
            return false;
        }
        MemorySegment mount = Arena.global().allocate(NativeLibrary.machine(Machine.STATFS_BYTES), Long.BYTES);
        long result = SystemCall.FSTATFS.call(descriptor, mount.address());
        close(descriptor);
        return result == 0
                && (mount.get(ValueLayout.JAVA_INT, NativeLibrary.machine(Machine.F_FLAGS)) & ST_NOEXEC) != 0;
    }

    /** Whether a file has capabilities that its process is to get (capabilities(7), "File capabilities"). */
    boolean hasCapabilities(long path) {
        long descriptor = open(path);
        if (descriptor < 0) {
            return false;
        }
        long length = SystemCall.FGETXATTR.call(descriptor, NativeStrings.of("security.capability"));
        close(descriptor);
        return length > 0;
    }

    /** Reads where a symbolic link points to, with a zero behind it; false if it is none. */
    boolean readLink(long path, MemorySegment into) {
        long length = SystemCall.READLINKAT.call(directory, path, into.address(), into.byteSize() - 1);
        into.set(ValueLayout.JAVA_BYTE, Math.max(0, length), (byte) 0);
        return length > 0;
    }

    /** Opens a file to read it; returns a descriptor, or the negated errno. */
    long open(long path) {
        return SystemCall.OPENAT.call(directory, path, Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK);
    }

    static void close(long descriptor) {
        SystemCall.CLOSE.call(descriptor);
    }
}

package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What tells a file from all others (stat(3type)); 0 and 0 if there is no such file.
 *
 * @param device {@code st_dev}
 * @param inode {@code st_ino}
 */
record FileIdentity(long device, long inode) {
    private static final long AT_EMPTY_PATH = 0x1000;
    /** No smaller than {@code struct stat} on any architecture. */
    private static final int STAT_BYTES = 144;

    /** The file at a path. */
    static FileIdentity of(String path) {
        return of(LinuxKernel.AT_FDCWD, path);
    }

    /** The file behind a descriptor. */
    static FileIdentity of(int descriptor) {
        return of(descriptor, "");
    }

    private static FileIdentity of(long directory, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stat = arena.allocate(STAT_BYTES, Long.BYTES);
            MemorySegment path = NativeBytes.allocate(name, arena);
            NativeLibrary.systemCall(SystemCall.NEWFSTATAT, directory, path.address(), stat.address(), AT_EMPTY_PATH,
                    0);
            return new FileIdentity(stat.getAtIndex(ValueLayout.JAVA_LONG, 0),
                    stat.getAtIndex(ValueLayout.JAVA_LONG, 1));
        }
    }
}

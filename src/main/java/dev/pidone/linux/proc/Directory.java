package dev.pidone.linux.proc;

import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads the names in a directory (getdents64(2)). One at a time: what it reads them to is there once. */
final class Directory {
    private static final int BYTES = 32 * 1024;
    /** Offsets in struct linux_dirent64 (getdents(2)). */
    private static final int D_RECLEN = 16;
    private static final int D_NAME = 19;

    private final MemorySegment entries = Arena.global().allocate(BYTES, Long.BYTES);
    private long descriptor;
    private long bytes;
    private int entry;
    private int next;

    /** Opens one; a negative errno if it cannot be. */
    static long open(long from, Line path) {
        return SystemCall.OPENAT.call(from, path.add((byte) 0).bytes().address(),
                NativeLibrary.machine(Machine.O_DIRECTORY) | Descriptors.O_CLOEXEC);
    }

    static void close(long descriptor) {
        SystemCall.CLOSE.call(descriptor);
    }

    /** From now on reads one that has been opened. */
    void begin(long opened) {
        descriptor = opened;
        bytes = 0;
        next = 0;
    }

    /** Goes on to the next name; false if there is none, or it cannot be read. */
    boolean hasNext() {
        if (next >= bytes) {
            bytes = SystemCall.GETDENTS64.call(descriptor, entries.address(), BYTES);
            next = 0;
        }
        entry = next;
        if (bytes > 0) {
            next += Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, entry + D_RECLEN));
        }
        return bytes > 0;
    }

    /** Where a name begins; a zero ends it. */
    long name() {
        return entries.address() + entry + D_NAME;
    }

    /** Whether all has been read. */
    boolean isAtEnd() {
        return bytes == 0;
    }
}

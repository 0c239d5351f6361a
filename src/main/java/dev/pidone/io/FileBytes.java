package dev.pidone.io;

import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads a file a byte at a time, however long it is. One object serves for all files: nothing is allocated. */
public final class FileBytes {
    public static final int END = -1;

    private static final int BUFFER_BYTES = 4096;
    private static final int BYTE_MASK = 0xff;

    private final MemorySegment buffer = Arena.global().allocate(BUFFER_BYTES, Long.BYTES);
    private long descriptor;
    private int length;
    private int next;

    /** @param path ends with a zero */
    public boolean open(Line path) {
        descriptor = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, path.bytes().address(), Descriptors.O_CLOEXEC);
        length = 0;
        next = 0;
        return descriptor >= 0;
    }

    public void close() {
        SystemCall.CLOSE.call(descriptor);
    }

    /** The next byte, 0 to 255; {@link #END} at the end of the file, or where it cannot be read any further. */
    public int read() {
        if (next == length) {
            next = 0;
            length = (int) Math.max(0, SystemCall.READ.call(descriptor, buffer.address(), BUFFER_BYTES));
            if (length == 0) {
                return END;
            }
        }
        int value = buffer.get(ValueLayout.JAVA_BYTE, next) & BYTE_MASK;
        next++;
        return value;
    }
}

package dev.pidone.io;

import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads a file byte by byte, however long it is, or its beginning at once. One object serves for all files: nothing is
 * allocated.
 */
public final class FileBytes {
    public static final int END = -1;

    /** Where a pipe takes the file's place nobody waits for who may write to it, and no terminal is taken. */
    private static final long FLAGS = Descriptors.O_NOCTTY | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
    private static final int BUFFER_BYTES = 4096;

    /** There is always room for a zero behind what was read. */
    private final MemorySegment buffer = Arena.global().allocate(BUFFER_BYTES, Long.BYTES);
    private long descriptor;
    private int length;
    private int next;

    /**
     * Opens a file.
     *
     * @param directory a descriptor of what a relative path begins at
     * @param path its address; it ends with a zero
     * @return 0, or the errno
     */
    public int open(long directory, long path) {
        descriptor = SystemCall.OPENAT.call(directory, path, FLAGS);
        length = 0;
        next = 0;
        return descriptor < 0 ? (int) -descriptor : 0;
    }

    /** @param path ends with a zero */
    public boolean open(Line path) {
        return open(Descriptors.AT_FDCWD, path.bytes().address()) == 0;
    }

    public void close() {
        SystemCall.CLOSE.call(descriptor);
    }

    /** The next byte, 0 to 255; {@link #END} at the end of the file, or where it cannot be read any further. */
    public int read() {
        if (next == length) {
            next = 0;
            fill(SystemCall.READ.call(descriptor, address(), BUFFER_BYTES - 1));
            if (length == 0) {
                return END;
            }
        }
        next++;
        return at(next - 1);
    }

    private void fill(long result) {
        length = (int) Math.max(0, result);
        buffer.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    /** Reads the beginning of a file and closes it; false if there is nothing. */
    public boolean load(long directory, long path) {
        if (open(directory, path) == 0) {
            loadOpened();
        } else {
            fill(0);
        }
        return length > 0;
    }

    /** Reads the beginning of the file that has been opened, and closes it. */
    public void loadOpened() {
        fill(SystemCall.READ.call(descriptor, address(), BUFFER_BYTES - 1));
        close();
    }

    /**
     * Reads from a file that may never answer, up to 1024 bytes; there is nothing if it takes longer.
     *
     * @param path its address; it ends with a zero
     * @return whether it has answered
     */
    public boolean loadInTime(long path, long offset, long nanoseconds) {
        long result = NativeLibrary.readInTime(path, address(), BUFFER_BYTES - 1, offset, nanoseconds);
        fill(result);
        return result >= 0;
    }

    /** As if a file had been read in which there is nothing. */
    public void loadNothing() {
        fill(0);
    }

    /** Reads what a symbolic link points to; false if it is none. */
    public boolean loadLink(long directory, long path) {
        fill(SystemCall.READLINKAT.call(directory, path, address(), BUFFER_BYTES - 1));
        return length > 0;
    }

    /** How much was loaded. */
    public int length() {
        return length;
    }

    /** A byte of what was loaded, 0 to 255; 0 behind it. */
    public int at(int index) {
        return NativeStrings.byteAt(address() + index);
    }

    /** Where all that is loaded begins; a zero stands behind it. */
    public long address() {
        return buffer.address();
    }
}

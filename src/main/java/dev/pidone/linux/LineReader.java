package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads a file of /proc line by line, without a copy of each line. */
final class LineReader {
    private static final long O_RDONLY_CLOEXEC = 0x80000;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final long descriptor;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    private final byte[] bytes = new byte[2 * BUFFER_BYTES];
    private int filled;
    private int line;
    private int lineEnd = -1;

    private LineReader(long descriptor) {
        this.descriptor = descriptor;
    }

    /** @return {@code null} if the file cannot be opened */
    static LineReader open(String file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = NativeBytes.allocate(file, arena);
            long descriptor = NativeLibrary.systemCall(SystemCall.OPENAT, LinuxKernel.AT_FDCWD, path.address(),
                    O_RDONLY_CLOEXEC, 0, 0);
            return descriptor < 0 ? null : new LineReader(descriptor);
        }
    }

    void close() {
        NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
        arena.close();
    }

    /** Moves on to the next line; false at the end, or at a line that is too long. */
    boolean next() {
        line = lineEnd + 1;
        lineEnd = line;
        while (true) {
            while (lineEnd < filled) {
                if (bytes[lineEnd] == '\n') {
                    return true;
                }
                lineEnd++;
            }
            if (!fill()) {
                return false;
            }
        }
    }

    private boolean fill() {
        System.arraycopy(bytes, line, bytes, 0, filled - line);
        filled -= line;
        lineEnd -= line;
        line = 0;
        if (bytes.length - filled < BUFFER_BYTES) {
            return false;
        }
        long read = NativeLibrary.systemCall(SystemCall.READ, descriptor, buffer.address(), BUFFER_BYTES, 0, 0);
        if (read <= 0) {
            return false;
        }
        NativeBytes.copy(buffer, bytes, filled, (int) read);
        filled += (int) read;
        return true;
    }

    /** A character of the line; a line break behind its end. */
    byte at(int index) {
        return line + index < lineEnd ? bytes[line + index] : (byte) '\n';
    }

    boolean startsWith(String text) {
        return matches(text, line);
    }

    boolean endsWith(String text) {
        return matches(text, lineEnd - text.length());
    }

    boolean contains(String text) {
        for (int from = line; from <= lineEnd - text.length(); from++) {
            if (matches(text, from)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String text, int from) {
        if (from < line || from + text.length() > lineEnd) {
            return false;
        }
        for (int index = 0; index < text.length(); index++) {
            if (bytes[from + index] != text.charAt(index)) {
                return false;
            }
        }
        return true;
    }
}

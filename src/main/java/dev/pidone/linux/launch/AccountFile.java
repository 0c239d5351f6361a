package dev.pidone.linux.launch;

import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads lines of fields with colons between them (passwd(5), group(5)), a byte at a time, however long they are. */
final class AccountFile {
    private static final int BUFFER_BYTES = 4096;
    private static final int LINE_END = '\n';
    private static final int FILE_END = -1;
    private static final long MOST = Integer.MAX_VALUE;

    private final MemorySegment buffer = Arena.global().allocate(BUFFER_BYTES, Long.BYTES);
    private long descriptor;
    private int length;
    private int next;
    /** What stands behind the last field; a colon at the beginning of a line. */
    private int end;

    /** Opens a file; returns 0, or the errno of what is wrong. */
    int open(String path) {
        descriptor = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of(path), Descriptors.O_CLOEXEC);
        length = 0;
        next = 0;
        end = LINE_END;
        return descriptor < 0 ? (int) -descriptor : 0;
    }

    void close() {
        SystemCall.CLOSE.call(descriptor);
    }

    private int read() {
        if (next == length) {
            length = (int) SystemCall.READ.call(descriptor, buffer.address(), BUFFER_BYTES);
            next = 0;
            if (length <= 0) {
                length = 0;
                return FILE_END;
            }
        }
        int value = Byte.toUnsignedInt(buffer.get(ValueLayout.JAVA_BYTE, next));
        next++;
        return value;
    }

    /** Goes to the beginning of the next line; returns false if there is none. */
    boolean nextLine() {
        while (!isLast()) {
            end = read();
        }
        boolean isThere = end != FILE_END;
        end = ':';
        return isThere;
    }

    /** Reads the next field of this line, up to a colon, or a comma where they are wanted; empty behind the last. */
    void field(Line into, boolean endsWithComma) {
        into.clear();
        if (isLast()) {
            return;
        }
        end = read();
        while (end != ':' && !isLast() && !(endsWithComma && end == ',')) {
            into.add((byte) end);
            end = read();
        }
    }

    /** Whether the line has no other field. */
    boolean isLast() {
        return end == LINE_END || end == FILE_END;
    }

    /** The number that a text is, -1 if it is none or too large for an ID. */
    static long number(Line text) {
        long number = text.length() == 0 ? -1 : 0;
        for (int index = 0; index < text.length() && number >= 0; index++) {
            int digit = text.bytes().get(ValueLayout.JAVA_BYTE, index) - '0';
            number = digit < 0 || digit > 9 ? -1 : 10 * number + digit;
            number = number > MOST ? -1 : number;
        }
        return number;
    }
}

package dev.pidone.linux.launch;

import dev.pidone.io.FileBytes;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;

/** Reads lines of fields with colons between them (passwd(5), group(5)), however long they are. */
final class AccountFile {
    /** The one above stands for no ID (chown(2), setresuid(2)). */
    static final long LARGEST_ID = 0xffff_fffeL;

    private final FileBytes file = new FileBytes();
    /** What stands behind the last field; a colon at the beginning of a line. */
    private int end;

    /** Opens a file; returns 0, or the errno of what is wrong. */
    int open(String path) {
        end = '\n';
        return file.open(Descriptors.AT_FDCWD, NativeStrings.of(path));
    }

    void close() {
        file.close();
    }

    /** Goes to the beginning of the next line; returns false if there is none. */
    boolean nextLine() {
        while (!isLast()) {
            end = file.read();
        }
        boolean isThere = end != FileBytes.END;
        end = ':';
        return isThere;
    }

    /** Reads the next field of this line, up to a colon, or a comma where they are wanted; empty behind the last. */
    void field(Line into, boolean endsWithComma) {
        into.clear();
        if (isLast()) {
            return;
        }
        end = file.read();
        while (end != ':' && !isLast() && !(endsWithComma && end == ',')) {
            into.add((byte) end);
            end = file.read();
        }
    }

    /** Whether the line has no other field. */
    boolean isLast() {
        return end == '\n' || end == FileBytes.END;
    }

    /** The ID that a text is, negative if it is none. */
    static long id(Line text) {
        long number = Decimal.of(text.bytes().address(), text.length());
        return number > LARGEST_ID ? Decimal.NONE : number;
    }
}

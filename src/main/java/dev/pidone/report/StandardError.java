package dev.pidone.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard error, unbuffered; it can be asked whether a write is under way. */
final class StandardError extends OutputStream {
    static final StandardError INSTANCE = new StandardError();

    private final FileOutputStream file = new FileOutputStream(FileDescriptor.err);
    private volatile long writes;

    private StandardError() {
    }

    /** The number of the write that has begun and not ended, 0 if there is none. */
    long unfinishedWrite() {
        long current = writes;
        return (current & 1) == 1 ? current : 0;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long current = writes + 1;
        writes = current;
        try {
            file.write(bytes, offset, length);
        } finally {
            writes = current + 1;
        }
    }
}

package dev.pidone.io;

import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A file that pidone writes when it ends. It is opened, and emptied, at the start, while the working directory is still
 * that of the command. Whatever fails is noted and can be told; nothing ever waits for a reader: only regular files are
 * taken.
 */
public final class OutputFile {
    private static final long FLAGS = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_NOCTTY
            | Descriptors.O_TRUNC | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
    /** What umask(2) leaves of it. */
    private static final long MODE = 0666;

    private final String name;
    private int descriptor = -1;
    private int error;
    private boolean isOther;

    private OutputFile(String name) {
        this.name = name;
    }

    /**
     * Opens a file.
     *
     * @param name one char a byte
     * @param directory what a relative name begins at, {@link Descriptors#AT_FDCWD} for the working directory
     */
    public static OutputFile open(String name, long directory) {
        OutputFile file = new OutputFile(name);
        file.open(directory);
        return file;
    }

    private void open(long directory) {
        long opened = SystemCall.OPENAT.call(directory, NativeStrings.of(name), FLAGS, MODE);
        if (opened < 0) {
            // Nobody reads from the pipe (open(2)); as with one that is read from, it is not for this.
            isOther = opened == -Errno.ENXIO.number();
            error = (int) -opened;
            return;
        }
        isOther = !isRegular(opened);
        if (isOther) {
            SystemCall.CLOSE.call(opened);
        } else {
            descriptor = OwnDescriptors.add((int) opened);
        }
    }

    private static boolean isRegular(long opened) {
        MemorySegment stat = Arena.global().allocate(NativeLibrary.machine(Machine.STAT_BYTES), Long.BYTES);
        return SystemCall.FSTAT.call(opened, stat.address()) == 0
                && (stat.get(ValueLayout.JAVA_INT, NativeLibrary.machine(Machine.ST_MODE))
                        & Descriptors.S_IFMT) == Descriptors.S_IFREG;
    }

    /** Whether the file is open and everything that was written to it has been taken. */
    public boolean isFine() {
        return descriptor >= 0 && error == 0;
    }

    /** Says what is wrong: {@code 'FILE': EACCES (permission denied)}. */
    public Line describeFailure(Line into) {
        into.text("'").printable(name).text("': ");
        return isOther ? into.text("not a regular file") : into.errno(error);
    }

    /** Writes a text; after a failure nothing more is written. */
    public void write(Line line) {
        long from = line.bytes().address();
        long end = from + line.length();
        while (isFine() && from < end) {
            long written = SystemCall.WRITE.call(descriptor, from, end - from);
            // Nothing, and no reason for it: it would go on like this.
            error = written > 0 ? 0 : written == 0 ? Errno.EIO.number() : (int) -written;
            from += Math.max(0, written);
        }
    }

    /** Ends writing. Some file systems tell only now that there was no room (close(2)). */
    public void close() {
        if (descriptor >= 0) {
            long result = SystemCall.CLOSE.call(descriptor);
            error = error == 0 ? (int) -result : error;
        }
    }
}

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
 *
 * <p>
 * The folder may be another user's, and pidone root's: no link of that user's leads to a file that only root may write.
 * So no part of the path is a symbolic link, and the file has no other name (symlink(7), path_resolution(7)).
 */
public final class OutputFile {
    private static final long FLAGS = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_NOCTTY
            | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
    private static final long FOLDER_FLAGS = Descriptors.O_PATH | Descriptors.O_CLOEXEC;
    /** For a new file: it holds command lines. */
    private static final long MODE = 0600;

    private static final String NOT_REGULAR = "not a regular file";

    private final String name;
    private int descriptor = -1;
    private int error;
    /** Why the file is not taken, {@code null} where it is the kernel that says so. */
    private String refusal;

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

    /**
     * Goes from folder to folder: each name is looked up where the one before has led, whoever renames it meanwhile.
     */
    private void open(long directory) {
        long folder = directory;
        int begin = 0;
        for (int end = name.indexOf('/'); end >= 0 && error == 0; end = name.indexOf('/', begin)) {
            long next = open(folder, end == 0 ? "/" : name.substring(begin, end),
                    FOLDER_FLAGS | NativeLibrary.machine(Machine.O_DIRECTORY));
            close(folder, directory);
            folder = next;
            begin = end + 1;
        }
        if (error == 0) {
            take(open(folder, name.substring(begin), FLAGS));
            close(folder, directory);
        }
    }

    private static void close(long folder, long directory) {
        if (folder != directory) {
            SystemCall.CLOSE.call(folder);
        }
    }

    /** Opens what has a name in a folder, unless that is a symbolic link; the folder itself by an empty name. */
    private long open(long folder, String part, long flags) {
        long path = NativeStrings.of(part.isEmpty() ? "." : part);
        long opened = SystemCall.OPENAT.call(folder, path, flags | NativeLibrary.machine(Machine.O_NOFOLLOW), MODE);
        if (opened < 0) {
            error = (int) -opened;
            boolean isLink = SystemCall.READLINKAT.call(folder, path, Arena.global().allocate(Long.BYTES).address(),
                    1) > 0;
            // Nobody reads from the pipe (open(2)); as with one that is read from, it is not for this.
            refusal = isLink
                    ? "a symbolic link is in its path; name it without"
                    : error == Errno.ENXIO.number() ? NOT_REGULAR : null;
        }
        return opened;
    }

    /** Takes an open file if it is one to be written, and empties it. */
    private void take(long opened) {
        if (opened < 0) {
            return;
        }
        MemorySegment stat = Arena.global().allocate(NativeLibrary.machine(Machine.STAT_BYTES), Long.BYTES);
        error = (int) -SystemCall.FSTAT.call(opened, stat.address());
        int mode = stat.get(ValueLayout.JAVA_INT, NativeLibrary.machine(Machine.ST_MODE));
        if ((mode & Descriptors.S_IFMT) != Descriptors.S_IFREG) {
            refusal = NOT_REGULAR;
        } else if (stat.get(ValueLayout.JAVA_INT, NativeLibrary.machine(Machine.ST_NLINK)) > 1) {
            refusal = "it has another name (hard link); remove it first";
        } else if (error == 0) {
            error = (int) -SystemCall.FTRUNCATE.call(opened, 0);
        }
        if (refusal == null && error == 0) {
            descriptor = OwnDescriptors.add((int) opened);
        } else {
            SystemCall.CLOSE.call(opened);
        }
    }

    /** Whether the file is open and everything that was written to it has been taken. */
    public boolean isFine() {
        return descriptor >= 0 && error == 0;
    }

    /** Says what is wrong: {@code 'FILE': EACCES (permission denied)}. */
    public Line describeFailure(Line into) {
        into.text("'").printable(name).text("': ");
        return refusal != null ? into.text(refusal) : into.errno(error);
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

package dev.pidone.linux.launch.failure;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Follows a path from directory to directory, and finds the part where it does not go on (path_resolution(7)). */
final class PathTrace {
    /** What is wrong at a part of a path. */
    enum Obstacle {
        NONE,
        MISSING,
        /** A symbolic link to what is not there. */
        DANGLING_LINK,
        /** Symbolic links that lead to each other, or too many of them. */
        LINK_LOOP,
        NOT_A_DIRECTORY,
        /** A directory that the command's user may not search. */
        NOT_SEARCHABLE,
        UNKNOWN
    }

    private static final int PATH_MAX = 4096;

    private final FileStatus status;
    private final MemorySegment part = Arena.global().allocate(PATH_MAX);
    private final MemorySegment target = Arena.global().allocate(PATH_MAX);
    private int length;
    private int parentLength;

    PathTrace(FileStatus status) {
        this.status = status;
    }

    /** Follows a path. If nothing is wrong with it, its file is the one that was asked about last. */
    Obstacle follow(long path) {
        clear();
        boolean isAbsolute = NativeStrings.byteAt(path) == '/';
        add(isAbsolute ? '/' : '.');
        Obstacle obstacle = look(false);
        if (!isAbsolute) {
            clear();
        }
        long at = isAbsolute ? path + 1 : path;
        while (obstacle == Obstacle.NONE && NativeStrings.byteAt(at) != 0 && length < PATH_MAX - 1) {
            at = addComponent(at);
            obstacle = look(NativeStrings.byteAt(at) == 0);
        }
        return obstacle;
    }

    private void clear() {
        length = 0;
        parentLength = 0;
        add(0);
        length = 0;
    }

    private void add(int value) {
        if (length < PATH_MAX - 1) {
            part.set(ValueLayout.JAVA_BYTE, length, (byte) value);
            length++;
            part.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
        }
    }

    /** Adds what stands up to the next slash or the end; returns where that is. */
    private long addComponent(long from) {
        long at = from;
        parentLength = length;
        while (NativeStrings.byteAt(at) == '/') {
            add('/');
            at++;
        }
        while (NativeStrings.byteAt(at) != '/' && NativeStrings.byteAt(at) != 0) {
            add(NativeStrings.byteAt(at));
            at++;
        }
        return at;
    }

    private Obstacle look(boolean isLast) {
        int error = status.read(part());
        if (error == Errno.ENOENT.number()) {
            return status.readLink(part(), target) ? Obstacle.DANGLING_LINK : Obstacle.MISSING;
        }
        if (error == Errno.ELOOP.number()) {
            return Obstacle.LINK_LOOP;
        }
        if (error != 0) {
            return Obstacle.UNKNOWN;
        }
        if (isLast) {
            return Obstacle.NONE;
        }
        if (!status.isDirectory()) {
            return Obstacle.NOT_A_DIRECTORY;
        }
        return status.isPermitted(part()) ? Obstacle.NONE : Obstacle.NOT_SEARCHABLE;
    }

    /** The path up to where something is wrong, that included. */
    long part() {
        return part.address();
    }

    /** The directory in which {@link #part} is, which is cut to it. */
    long parent() {
        if (parentLength == 0) {
            clear();
            add('.');
        } else {
            part.set(ValueLayout.JAVA_BYTE, parentLength, (byte) 0);
        }
        return part();
    }

    /** Where the symbolic link points to that leads nowhere. */
    long target() {
        return target.address();
    }
}

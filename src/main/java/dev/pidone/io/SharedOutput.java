package dev.pidone.io;

import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A descriptor that others have as well, such as standard error, written to without ever waiting for its reader: a full
 * pipe or a stopped terminal must not hold up PID 1. Since it is shared it cannot simply be made non-blocking
 * (fcntl(2), O_NONBLOCK): a way around that is looked for at the first write.
 */
public final class SharedOutput {
    private static final long MSG_DONTWAIT_NOSIGNAL = 0x4040;
    private static final long SPLICE_F_NONBLOCK = 2;
    private static final short POLLOUT = 4;

    /** How to write. */
    private enum Way {
        UNKNOWN,
        /** send(2) can be told not to wait. */
        SOCKET,
        /** A description of pidone's own, opened again through /proc. */
        OWN_DESCRIPTION,
        /** A pipe that cannot be opened again: what stands in a pipe of pidone's own can be moved there (splice(2)). */
        SPLICE,
        /** A terminal that cannot be opened again: whether it takes a byte can be asked before each. */
        POLL,
        /** A file or a device: there is nobody to wait for. */
        DIRECT
    }

    private final MemorySegment scratch = Arena.global().allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment now = Arena.global().allocate(2L * Long.BYTES, Long.BYTES);
    private final Line path = new Line(32);
    private final int shared;
    private Way way = Way.UNKNOWN;
    /** Where is written to: the one that is shared, or one of pidone's own. */
    private int descriptor;
    private int pipeEnd;

    /** @param shared stays open */
    public SharedOutput(int shared) {
        this.shared = shared;
        descriptor = shared;
    }

    /** Standard error. */
    public static SharedOutput standardError() {
        return new SharedOutput(Descriptors.STANDARD_ERROR);
    }

    /**
     * Whether pidone was given a descriptor that can be written to. Those that it was given have no close-on-exec flag,
     * and those that it has opened itself have (execve(2)).
     */
    public static boolean isGiven(int descriptor) {
        long modes = SystemCall.FCNTL.call(descriptor, Descriptors.F_GETFL);
        return SystemCall.FCNTL.call(descriptor, Descriptors.F_GETFD) == 0 && (modes & Descriptors.O_PATH) == 0
                && (modes & Descriptors.O_ACCMODE) != Descriptors.O_RDONLY;
    }

    /**
     * Takes over a descriptor that pidone was given for itself: the command does not inherit it, unless it is one of
     * the standard ones.
     */
    public static SharedOutput takeOver(int given) {
        if (given < Descriptors.FIRST) {
            return new SharedOutput(OwnDescriptors
                    .add((int) SystemCall.FCNTL.call(given, Descriptors.F_DUPFD_CLOEXEC, Descriptors.FIRST)));
        }
        SystemCall.FCNTL.call(given, Descriptors.F_SETFD, Descriptors.FD_CLOEXEC);
        return new SharedOutput(OwnDescriptors.add(given));
    }

    /**
     * Writes a line, if that is possible at once.
     *
     * @return how many bytes were taken; 0 if none, or if the descriptor is closed or broken
     */
    public int write(Line line) {
        long address = line.bytes().address();
        if (way == Way.UNKNOWN) {
            // With the line itself: an empty packet, to find out, would read as the end at a socket of packets.
            long sent = send(address, line.length());
            if (sent != -Errno.ENOTSOCK.number()) {
                way = Way.SOCKET;
                return (int) Math.max(0, sent);
            }
            way = findWay();
        }
        long written = switch (way) {
            case SOCKET -> send(address, line.length());
            case SPLICE -> splice(address, line.length());
            case POLL -> writeBytewise(address, line.length());
            default -> write(address, line.length());
        };
        return (int) Math.max(0, written);
    }

    /** Whether people read there, on a terminal (isatty(3)). */
    public boolean isTerminal() {
        return SystemCall.IOCTL.call(shared, NativeLibrary.machine(Machine.TIOCGWINSZ), scratch.address()) == 0;
    }

    /** How to write to what is no socket. */
    private Way findWay() {
        boolean pipe = SystemCall.FCNTL.call(shared, Descriptors.F_GETPIPE_SZ) >= 0;
        if (!pipe && !isTerminal()) {
            return Way.DIRECT;
        }
        if (openAgain()) {
            return Way.OWN_DESCRIPTION;
        }
        if (!pipe) {
            return Way.POLL;
        }
        return makePipe() ? Way.SPLICE : Way.POLL;
    }

    private boolean openAgain() {
        path.clear().text("/proc/self/fd/").number(shared).add((byte) 0);
        long opened = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, path.bytes().address(),
                Descriptors.O_WRONLY | Descriptors.O_NOCTTY | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC);
        if (opened < 0) {
            return false;
        }
        descriptor = OwnDescriptors.add((int) opened);
        return true;
    }

    private boolean makePipe() {
        if (SystemCall.PIPE2.call(scratch.address(), Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK) < 0) {
            return false;
        }
        pipeEnd = OwnDescriptors.add(scratch.getAtIndex(ValueLayout.JAVA_INT, 0));
        descriptor = OwnDescriptors.add(scratch.getAtIndex(ValueLayout.JAVA_INT, 1));
        return true;
    }

    private long write(long address, int length) {
        return SystemCall.WRITE.call(descriptor, address, length);
    }

    private long send(long address, int length) {
        return SystemCall.SENDTO.call(shared, address, length, MSG_DONTWAIT_NOSIGNAL);
    }

    private long splice(long address, int length) {
        write(address, length);
        long moved = SystemCall.SPLICE.call(pipeEnd, 0, shared, 0, length, SPLICE_F_NONBLOCK);
        if (moved < length) {
            // What was not taken must not come before the next line.
            SystemCall.READ.call(pipeEnd, address, length);
        }
        return moved;
    }

    /** More than one byte could be more than there is room for: then the write would wait. */
    private long writeBytewise(long address, int length) {
        long written = 0;
        while (written < length && takesSomething() && write(address + written, 1) == 1) {
            written++;
        }
        return written;
    }

    private boolean takesSomething() {
        scratch.setAtIndex(ValueLayout.JAVA_INT, 0, shared);
        scratch.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLOUT);
        return SystemCall.PPOLL.call(scratch.address(), 1, now.address()) > 0;
    }
}

package dev.pidone.support;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.KernelException;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A pseudo-terminal that takes the place of this process's standard error (pty(7)). */
public final class PseudoTerminal {
    private static final long O_RDWR_NOCTTY_NONBLOCK_CLOEXEC = 0x80902;
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long F_DUPFD = 0;
    private static final int STANDARD_ERROR = 2;

    private final MemorySegment memory = Arena.global().allocate(4096, Long.BYTES);
    private final long controller;

    public PseudoTerminal() {
        controller = open("/dev/ptmx");
        memory.set(ValueLayout.JAVA_INT, 0, 0);
        check(SystemCall.IOCTL.call(controller, TIOCSPTLCK, memory.address()));
        check(SystemCall.IOCTL.call(controller, TIOCGPTN, memory.address()));
        long terminal = open("/dev/pts/" + memory.get(ValueLayout.JAVA_INT, 0));
        SystemCall.CLOSE.call(STANDARD_ERROR);
        check(SystemCall.FCNTL.call(terminal, F_DUPFD, STANDARD_ERROR));
    }

    private static long open(String path) {
        return check(
                SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of(path), O_RDWR_NOCTTY_NONBLOCK_CLOEXEC));
    }

    private static long check(long result) {
        if (result < 0) {
            throw new KernelException("make a pseudo-terminal", (int) -result);
        }
        return result;
    }

    /** What has been written to the terminal and has not been read yet. */
    public String read() {
        StringBuilder all = new StringBuilder();
        long length = readSome();
        while (length > 0) {
            byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            all.append(new String(bytes, StandardCharsets.ISO_8859_1));
            length = readSome();
        }
        return all.toString();
    }

    private long readSome() {
        return SystemCall.READ.call(controller, memory.address(), memory.byteSize());
    }
}

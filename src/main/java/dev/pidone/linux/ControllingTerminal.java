package dev.pidone.linux;

import dev.pidone.kernel.Launch;
import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The controlling terminal of pidone's session, if there is one (credentials(7), ioctl_tty(2)). */
final class ControllingTerminal {
    private static final long O_RDWR_NOCTTY_CLOEXEC = 0x80102;
    private static final int ENXIO = 6;
    private static final int NONE = -1;

    private final MemorySegment group = Arena.global().allocate(ValueLayout.JAVA_INT);
    private final Line path = new Line(16);

    private boolean wasThere;
    /** Whether there is none, and will be none: pidone opens no terminal that could become its own. */
    private boolean isNever;

    /** Whether {@link #open} has found one before, which may have hung up since. */
    boolean wasThere() {
        return wasThere;
    }

    /** A descriptor of it, or -1. To be given back to {@link #close}: standard descriptors stay open. */
    int open() {
        int descriptor = isNever ? NONE : find();
        wasThere |= descriptor >= 0;
        return descriptor;
    }

    private int find() {
        if (is(0)) {
            return 0;
        }
        path.clear().text("/dev/tty").add((byte) 0);
        int descriptor = (int) SystemCall.OPENAT.call(Descriptors.AT_FDCWD, path.bytes().address(),
                O_RDWR_NOCTTY_CLOEXEC);
        if (descriptor == -ENXIO) {
            // There is none (tty(4)): the usual case, known by two calls.
            isNever = !wasThere;
            return NONE;
        }
        return descriptor >= 0 ? descriptor : whereThereIsNoFile();
    }

    /** A small root file system may have no /dev/tty. */
    private int whereThereIsNoFile() {
        if (is(1)) {
            return 1;
        }
        return is(2) ? 2 : NONE;
    }

    private boolean is(int descriptor) {
        return ioctl(descriptor, Machine.TIOCGPGRP) == 0;
    }

    void close(int descriptor) {
        if (descriptor > 2) {
            SystemCall.CLOSE.call(descriptor);
        }
    }

    /** The foreground process group, 0 if it is in another PID namespace, -1 if there is no terminal. */
    int foregroundGroup(int descriptor) {
        return ioctl(descriptor, Machine.TIOCGPGRP) == 0 ? group.get(ValueLayout.JAVA_INT, 0) : NONE;
    }

    /**
     * Whether pidone's process group is in the foreground, also where its ID is not known in this PID namespace: who is
     * in the background and has TTIN blocked may not read (EIO; setpgid(2)), not even nothing at all.
     */
    boolean letsRead(int descriptor) {
        return SystemCall.READ.call(descriptor, group.address()) == 0;
    }

    /**
     * Makes a process group of this session the foreground group (tcsetpgrp(3)). SIGTTOU is blocked, so this is no
     * stop.
     */
    void setForegroundGroup(int descriptor, int processGroup) {
        group.set(ValueLayout.JAVA_INT, 0, processGroup);
        ioctl(descriptor, Machine.TIOCSPGRP);
    }

    /** Gives it up. If pidone leads the session, the kernel sends HUP and CONT to the foreground process group. */
    void giveUp(int descriptor) {
        ioctl(descriptor, Machine.TIOCNOTTY);
        wasThere = false;
    }

    /**
     * Puts this process, a child that was just made, into a group or session of its own.
     *
     * @param descriptor one of the terminal that goes with it, -1 for none
     */
    void enterGroup(Launch.Grouping grouping, int descriptor) {
        switch (grouping) {
            case INHERITED -> {
            }
            case OWN_GROUP -> {
                SystemCall.SETPGID.call();
                if (descriptor >= 0) {
                    setForegroundGroup(descriptor, (int) SystemCall.GETPID.call());
                }
            }
            case OWN_SESSION -> {
                SystemCall.SETSID.call();
                if (descriptor >= 0) {
                    SystemCall.IOCTL.call(descriptor, NativeLibrary.machine(Machine.TIOCSCTTY));
                }
            }
        }
    }

    private long ioctl(int descriptor, int request) {
        return SystemCall.IOCTL.call(descriptor, NativeLibrary.machine(request), group.address());
    }
}

package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.SystemCall;

/**
 * A process that is held by a descriptor of its directory in /proc. Whatever is read or sent through that is of or for
 * this process: once it has been reaped there is nothing to read, and nobody to send anything to, whoever has its ID
 * then. pidfd_send_signal(2) takes such a descriptor as well.
 *
 * <p>
 * Where no descriptor is left a process is not held, but known by its ID: who has that at the moment is meant.
 */
final class HeldProcess {
    private static final int NO_SIGNAL = 0;
    private static final long NOT_HELD = -1;

    /** Whether the kernel has a call, and no filter forbids it: found out once. */
    private enum Call {
        UNKNOWN,
        THERE,
        MISSING
    }

    private static Call sendSignal = Call.UNKNOWN;

    private final FileBytes file;
    private final ProcessStat stat;
    private final Line path = new Line(64);
    private int processId;
    private long directory = NOT_HELD;

    /**
     * @param file what is read of it is read by that
     * @param stat finds there what the stat file tells
     */
    HeldProcess(FileBytes file, ProcessStat stat) {
        this.file = file;
        this.stat = stat;
    }

    /** Whether an error says that no descriptor is left. */
    static boolean isShortage(int error) {
        return error == Errno.EMFILE.number() || error == Errno.ENFILE.number() || error == Errno.ENOMEM.number();
    }

    /** @return false if there is no such process, or it is hidden */
    boolean take(int id) {
        processId = id;
        directory = Directory.open(Descriptors.AT_FDCWD, path.clear().text("/proc/").number(id));
        return directory >= 0 || isShortage((int) -directory);
    }

    /** From now on it is known by its ID, until another one is taken. */
    void letGo() {
        if (directory >= 0) {
            Directory.close(directory);
        }
        directory = NOT_HELD;
    }

    int processId() {
        return processId;
    }

    private boolean isHeld() {
        return directory >= 0;
    }

    private Line path(String name) {
        path.clear();
        return isHeld() ? path.text(name) : path.text("/proc/").number(processId).text("/").text(name);
    }

    private long from() {
        return isHeld() ? directory : Descriptors.AT_FDCWD;
    }

    private int open(Line name) {
        return file.open(from(), name.add((byte) 0).bytes().address());
    }

    /**
     * Reads what its stat file tells.
     *
     * @return 0, or the errno: ESRCH, ENOENT if it has been reaped
     */
    int readStat() {
        int error = open(path("stat"));
        if (isHeld() && isShortage(error)) {
            letGo();
            error = open(path("stat"));
        }
        if (error == 0) {
            file.loadOpened();
            stat.begin(file.length());
        }
        return error == 0 && file.length() == 0 ? Errno.ESRCH.number() : error;
    }

    /**
     * Opens the list of children that one of its threads has made or adopted, to be read from the file.
     *
     * @return 0, or the errno
     */
    int openChildren(int thread) {
        int error = open(path("task/").number(thread).text("/children"));
        if (isHeld() && isShortage(error)) {
            letGo();
            error = open(path("task/").number(thread).text("/children"));
        }
        return error;
    }

    /** Opens the directory of its threads; negative if it cannot be opened. */
    long openThreads() {
        long opened = Directory.open(from(), path("task"));
        if (isHeld() && isShortage((int) -opened)) {
            letGo();
            opened = Directory.open(from(), path("task"));
        }
        return opened;
    }

    /** Whether it has not been reaped: so nobody else has got its ID since it was taken. */
    boolean isThere() {
        if (!isHeld()) {
            return true;
        }
        return hasCall() ? send(NO_SIGNAL) != -Errno.ESRCH.number() : readStat() == 0;
    }

    boolean signal(Signal signal) {
        return (isHeld() && hasCall() ? send(signal.number()) : SystemCall.KILL.call(processId, signal.number())) == 0;
    }

    private long send(int signal) {
        return SystemCall.PIDFD_SEND_SIGNAL.call(directory, signal, 0, 0);
    }

    /** pidone itself is asked about, so that an error is none about rights. */
    private boolean hasCall() {
        if (sendSignal == Call.UNKNOWN) {
            long self = Directory.open(Descriptors.AT_FDCWD, path.clear().text("/proc/self"));
            if (self >= 0) {
                sendSignal = SystemCall.PIDFD_SEND_SIGNAL.call(self, NO_SIGNAL, 0, 0) == 0 ? Call.THERE : Call.MISSING;
                Directory.close(self);
            }
        }
        return sendSignal == Call.THERE;
    }
}

package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Socket activation (sd_listen_fds(3)): the variable LISTEN_PID says for which process the passed descriptors are, and
 * LISTEN_PIDFDID says it again, by the inode of a pidfd. Where they name pidone the descriptors are meant for the
 * command, whose process ID is known only once it exists. So the child waits at a gate until the variables are written
 * into its environment, and pidone until the child has become the command, which closes the child's end of a pipe.
 */
final class ListenPid {
    private static final String PROCESS_ID = "LISTEN_PID=";
    private static final String PIDFD_ID = "LISTEN_PIDFDID=";
    private static final int LONGEST_NUMBER = 20;
    private static final long FUTEX_WAIT = 0;
    private static final long FUTEX_WAKE = 1;
    private static final long O_CLOEXEC = 0x80000;

    private final int index;
    /** Where the second variable is, -1 if it is not set. */
    private final int pidfdIndex;
    private final MemorySegment entry = entry(PROCESS_ID);
    private final MemorySegment pidfdEntry = entry(PIDFD_ID);
    private final MemorySegment gate = Arena.global().allocate(ValueLayout.JAVA_INT);
    private final MemorySegment pipe = Arena.global().allocate(ValueLayout.JAVA_INT, 2);

    private ListenPid(int index, int pidfdIndex) {
        this.index = index;
        this.pidfdIndex = pidfdIndex;
        long result = NativeLibrary.systemCall(SystemCall.PIPE2, pipe.address(), O_CLOEXEC, 0, 0, 0);
        if (result < 0) {
            throw new KernelException("pipe2", (int) -result);
        }
    }

    private static MemorySegment entry(String prefix) {
        return Arena.global().allocate(prefix.length() + LONGEST_NUMBER + 1L);
    }

    /** The variables in an environment, {@code null} if they are not there or do not name a process. */
    static ListenPid in(List<String> environment, int processId) {
        int index = environment.indexOf(PROCESS_ID + processId);
        if (index < 0) {
            return null;
        }
        int pidfdIndex = environment.size() - 1;
        while (pidfdIndex >= 0 && !environment.get(pidfdIndex).startsWith(PIDFD_ID)) {
            pidfdIndex--;
        }
        return new ListenPid(index, pidfdIndex);
    }

    /** Has the child wait, as its first step. */
    void addGate(Script script) {
        // EAGAIN: the gate is open already.
        int row = script.add(SystemCall.FUTEX, gate.address(), FUTEX_WAIT, 0, 0);
        script.tolerate(row, Errno.EAGAIN);
    }

    /** Puts the entries that will name the child into an environment, an array of pointers. */
    void replaceIn(long environment) {
        MemorySegment pointers = NativeLibrary.memoryAt(environment);
        pointers.setAtIndex(ValueLayout.JAVA_LONG, index, entry.address());
        if (pidfdIndex >= 0) {
            pointers.setAtIndex(ValueLayout.JAVA_LONG, pidfdIndex, pidfdEntry.address());
        }
    }

    /** Names the child, lets it go on, and waits until it has become the command or has ended. */
    void openGate(int child) {
        NativeBytes.put(PROCESS_ID + child, entry, 0);
        if (pidfdIndex >= 0) {
            NativeBytes.put(PIDFD_ID + pidfdId(child), pidfdEntry, 0);
        }
        gate.set(ValueLayout.JAVA_INT, 0, 1);
        NativeLibrary.systemCall(SystemCall.FUTEX, gate.address(), FUTEX_WAKE, 1, 0, 0);
        long readEnd = pipe.getAtIndex(ValueLayout.JAVA_INT, 0);
        NativeLibrary.systemCall(SystemCall.CLOSE, pipe.getAtIndex(ValueLayout.JAVA_INT, 1), 0, 0, 0, 0);
        long result;
        do {
            result = NativeLibrary.systemCall(SystemCall.READ, readEnd, gate.address(), 1, 0, 0);
        } while (result == -Errno.EINTR.number());
        NativeLibrary.systemCall(SystemCall.CLOSE, readEnd, 0, 0, 0, 0);
    }

    /** What the kernel calls a process for as long as the machine runs; empty if it has no name for it. */
    private static String pidfdId(int processId) {
        long descriptor = NativeLibrary.systemCall(SystemCall.PIDFD_OPEN, processId, 0, 0, 0, 0);
        if (descriptor < 0) {
            return "";
        }
        FileIdentity identity = FileIdentity.of((int) descriptor);
        NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
        return Long.toUnsignedString(identity.inode());
    }
}

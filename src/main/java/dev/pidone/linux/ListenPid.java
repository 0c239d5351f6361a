package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Socket activation (sd_listen_fds(3)): the variable LISTEN_PID says for which process the passed descriptors are.
 * Where it names pidone they are meant for the command, whose process ID is known only once it exists. So the child
 * waits at a gate until the variable is written into its environment, and pidone until the child has become the
 * command, which closes the child's end of a pipe.
 */
final class ListenPid {
    private static final String PREFIX = "LISTEN_PID=";
    private static final int VALUE_BYTES = 12;
    private static final long FUTEX_WAIT = 0;
    private static final long FUTEX_WAKE = 1;
    private static final long O_CLOEXEC = 0x80000;

    private final int index;
    private final MemorySegment entry = Arena.global().allocate(PREFIX.length() + VALUE_BYTES);
    private final MemorySegment gate = Arena.global().allocate(ValueLayout.JAVA_INT);
    private final MemorySegment pipe = Arena.global().allocate(ValueLayout.JAVA_INT, 2);

    private ListenPid(int index) {
        this.index = index;
        long result = NativeLibrary.systemCall(SystemCall.PIPE2, pipe.address(), O_CLOEXEC, 0, 0, 0);
        if (result < 0) {
            throw new KernelException("pipe2", (int) -result);
        }
    }

    /** The variable in an environment, {@code null} if it is not there or does not name a process. */
    static ListenPid in(List<String> environment, int processId) {
        int index = environment.indexOf(PREFIX + processId);
        return index < 0 ? null : new ListenPid(index);
    }

    /** Has the child wait, as its first step. */
    void addGate(Script script) {
        // EAGAIN: the gate is open already.
        int row = script.add(SystemCall.FUTEX, gate.address(), FUTEX_WAIT, 0, 0);
        script.tolerate(row, Errno.EAGAIN);
    }

    /** Puts the entry that will name the child into an environment, an array of pointers. */
    void replaceIn(long environment) {
        NativeLibrary.memoryAt(environment).setAtIndex(ValueLayout.JAVA_LONG, index, entry.address());
    }

    /** Names the child, lets it go on, and waits until it has become the command or has ended. */
    void openGate(int child) {
        NativeBytes.put(PREFIX + child, entry, 0);
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
}

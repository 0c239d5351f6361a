package dev.pidone.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The supervisor's side of the signal relay. The JVM keeps a few signals unblocked in all of its threads, so that they
 * never show up in a signalfd: ILL, TRAP, BUS, FPE, SEGV and USR2, and glibc 32 and 33. A handler in machine code
 * ({@code relay} in src/main/asm) catches those that a process sent, notes them in a bit mask and writes to an eventfd.
 */
final class SignalRelay {
    private static final long WAKE_UP = 0;
    private static final long PENDING = 8;
    private static final long LEAVING = 16;
    private static final long HEIR = 24;

    private final MemorySegment state = NativeLibrary.relayState();

    /** Has the handler write to an eventfd from now on. What it has noted before is in {@link #take} already. */
    void wakeUpThrough(int eventFd) {
        state.set(ValueLayout.JAVA_LONG, WAKE_UP, eventFd);
        VarHandle.fullFence();
    }

    /** Has the handler end one thread, and only that one, when a signal of the relay's is sent to it. */
    void endOnSignal(int threadId) {
        state.set(ValueLayout.JAVA_LONG, LEAVING, threadId);
        VarHandle.fullFence();
    }

    /**
     * Has the handler send signals on to a thread that has all of them blocked, from now on. What it has noted before
     * is in {@link #take} already.
     */
    void sendTo(long threadId) {
        state.set(ValueLayout.JAVA_LONG, HEIR, threadId);
        VarHandle.fullFence();
    }

    /** Takes the noted signals away: bit {@code n - 1} stands for signal {@code n}. */
    long take() {
        if (state.get(ValueLayout.JAVA_LONG, PENDING) == 0) {
            return 0;
        }
        return (long) ValueLayout.JAVA_LONG.varHandle().getAndSet(state, PENDING, 0L);
    }
}

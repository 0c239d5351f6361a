package dev.pidone.linux;

import dev.pidone.io.OwnDescriptors;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.KernelException;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What pidone waits for: signals through a signalfd, those of the relay, and the end of a watched process. One call of
 * {@code take_signals} in src/main/c/library.c waits, takes what has arrived, and forwards what has a route.
 *
 * <p>
 * Its note of a signal holds the number in bits 0 to 7, whether a process has sent it in bit 8, what came of forwarding
 * it in bits 9 and 10, whether it is distrusted in bit 11, and the sender in bits 32 to 63. It returns the first note,
 * since reading memory takes a JVM's interpreter long, with the number of notes in bits 16 to 23, in bits 24 and 25
 * whether the relay and the watched process are ready, and in bit 26 whether standard input has ended.
 */
final class EventQueue implements Events {
    private static final long SFD_CLOEXEC = Descriptors.O_CLOEXEC;
    /** Between ppoll(2) and read(2) a signal may be dropped, or taken by another thread of a JVM. */
    private static final long SFD_NONBLOCK_CLOEXEC = Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
    private static final long EFD_NONBLOCK_CLOEXEC = SFD_NONBLOCK_CLOEXEC;
    private static final long F_SETFL = 4;
    private static final int NOBODY = -1;
    private static final int SIGNALS_AT_ONCE = 16;
    private static final int NUMBER_MASK = 0xff;
    private static final long SENT_BY_PROCESS = 1 << 8;
    private static final int OUTCOME_SHIFT = 9;
    private static final int OUTCOME_MASK = 3;
    private static final int LEFT_TO_DO = 0;
    private static final int FORWARDED = 1;
    private static final long DISTRUSTED = 1 << 11;
    private static final int COUNT_SHIFT = 16;
    private static final int COUNT_MASK = 0xff;
    private static final long RELAY_READY = 1 << 24;
    private static final long WATCHED_READY = 1 << 25;
    private static final long INPUT_ENDED = 1 << 26;
    private static final int SENDER_SHIFT = 32;

    private final MemorySegment notes = Arena.global().allocate(ValueLayout.JAVA_LONG, SIGNALS_AT_ONCE);
    private final MemorySegment counter = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final SignalRoutes routes = new SignalRoutes();
    private final int relayFd;

    private long first;
    private int count;
    private int next;
    private long relayed;
    private boolean watchesChannel;
    private boolean inputHasEnded;

    /** @param insideJvm whether a JVM keeps some signals unblocked, so that the relay is needed */
    EventQueue(boolean insideJvm) {
        counter.set(ValueLayout.JAVA_LONG, 0, SignalSet.ALL.bits());
        int signalFd = insideJvm
                ? open(SystemCall.SIGNALFD4, -1, counter.address(), SignalSet.BYTES, SFD_NONBLOCK_CLOEXEC)
                : openIfOneIsLeft();
        // It is readable from the beginning: the relay may have noted signals already, and woken nobody.
        relayFd = insideJvm ? open(SystemCall.EVENTFD2, 1, EFD_NONBLOCK_CLOEXEC, 0, 0) : NOBODY;
        if (insideJvm) {
            NativeLibrary.wakeUpThrough(relayFd);
        }
        SharedState.setInt(SharedState.SIGNAL_FD, signalFd);
        SharedState.setInt(SharedState.POLLED_FD, insideJvm ? signalFd : NOBODY);
        SharedState.setInt(SharedState.RELAY_FD, relayFd);
        SharedState.setInt(SharedState.WATCHED_FD, NOBODY);
        SharedState.setInt(SharedState.INPUT_FD, NOBODY);
    }

    /** The limit may be as low as can be (ulimit -n 3): take_signals can do without. */
    private int openIfOneIsLeft() {
        long descriptor = SystemCall.SIGNALFD4.call(-1, counter.address(), SignalSet.BYTES, SFD_CLOEXEC);
        if (descriptor < 0 && descriptor != -Errno.EMFILE.number()) {
            throw new KernelException("open a descriptor for signals", (int) -descriptor);
        }
        return descriptor < 0 ? NOBODY : OwnDescriptors.add((int) descriptor);
    }

    private static int open(SystemCall call, long a1, long a2, long a3, long a4) {
        long descriptor = call.call(a1, a2, a3, a4);
        if (descriptor < 0) {
            throw new KernelException("open a descriptor for signals", (int) -descriptor);
        }
        return OwnDescriptors.add((int) descriptor);
    }

    @Override
    public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
        if (target == LinuxSignals.EVERY_PROCESS) {
            LinuxSignals.requireInit();
        }
        routes.set(replacements, reported, target);
    }

    @Override
    public void distrustInside() {
        LinuxSignals.requireInit();
        SharedState.setInt(SharedState.DISTRUSTS_INSIDE, 1);
    }

    @Override
    public void endWithAllChildren() {
        SharedState.setInt(SharedState.WAITS_FOR_ALL, 1);
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        if (next < count || relayed != 0) {
            // Taken from the kernel, but not yet from here: no descriptor tells of them any more.
            return;
        }
        if (SharedState.getInt(SharedState.POLLED_FD) < 0 && (nanoseconds >= 0
                || SharedState.getInt(SharedState.WATCHED_FD) >= 0 || SharedState.getInt(SharedState.INPUT_FD) >= 0)) {
            preparePolling();
        }
        first = NativeLibrary.takeSignals(nanoseconds, notes.address());
        count = (int) (first >>> COUNT_SHIFT) & COUNT_MASK;
        next = 0;
        if ((first & RELAY_READY) != 0) {
            SystemCall.READ.call(relayFd, counter.address(), Long.BYTES);
            relayed = SignalRelay.take();
        }
        inputHasEnded |= (first & INPUT_ENDED) != 0;
        if ((first & WATCHED_READY) != 0 && !watchesChannel) {
            unwatch();
        }
    }

    /**
     * Where more than signals is waited for they are read by a descriptor that does not block. It is not the one that
     * blocks: a pidone on the other side of a PID namespace may share that, and so may not change how it reads.
     */
    private void preparePolling() {
        counter.set(ValueLayout.JAVA_LONG, 0, SignalSet.ALL.bits());
        int descriptor = (int) SystemCall.SIGNALFD4.call(-1, counter.address(), SignalSet.BYTES, SFD_NONBLOCK_CLOEXEC);
        if (descriptor >= 0) {
            descriptor = OwnDescriptors.add(descriptor);
        }
        if (descriptor < 0) {
            // No descriptor is left: then it has to be the one that is there, from now on.
            descriptor = SharedState.getInt(SharedState.SIGNAL_FD);
            SystemCall.FCNTL.call(descriptor, F_SETFL, Descriptors.O_NONBLOCK);
        }
        SharedState.setInt(SharedState.POLLED_FD, descriptor);
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        if (next == count) {
            return nextRelayed(into);
        }
        long note = next == 0 ? first : notes.getAtIndex(ValueLayout.JAVA_LONG, next);
        next++;
        into.set(Signal.of((int) note & NUMBER_MASK), (note & SENT_BY_PROCESS) != 0, (int) (note >>> SENDER_SHIFT));
        if ((note & DISTRUSTED) != 0) {
            into.setDistrusted();
        }
        int outcome = (int) note >>> OUTCOME_SHIFT & OUTCOME_MASK;
        if (outcome != LEFT_TO_DO) {
            into.setForwarded(outcome == FORWARDED);
        }
        return true;
    }

    private boolean nextRelayed(ReceivedSignal into) {
        if (relayed == 0) {
            return false;
        }
        into.set(Signal.of(Long.numberOfTrailingZeros(relayed) + 1), true, 0);
        relayed &= relayed - 1;
        return true;
    }

    @Override
    public boolean watch(int processId) {
        unwatch();
        long descriptor = SystemCall.PIDFD_OPEN.call(processId);
        if (descriptor < 0) {
            return false;
        }
        SharedState.setInt(SharedState.WATCHED_FD, (int) descriptor);
        return true;
    }

    @Override
    public boolean watchInput() {
        boolean canEnd = SharedState.getInt(SharedState.SIGNAL_FD) >= 0 && inputIsPipeOrSocket();
        SharedState.setInt(SharedState.INPUT_FD, canEnd ? Descriptors.STANDARD_INPUT : NOBODY);
        return canEnd;
    }

    private static boolean inputIsPipeOrSocket() {
        MemorySegment stat = Arena.global().allocate(NativeLibrary.machine(Machine.STAT_BYTES), Long.BYTES);
        if (SystemCall.FSTAT.call(Descriptors.STANDARD_INPUT, stat.address()) < 0) {
            return false;
        }
        int type = stat.get(ValueLayout.JAVA_INT, NativeLibrary.machine(Machine.ST_MODE)) & Descriptors.S_IFMT;
        return type == Descriptors.S_IFIFO || type == Descriptors.S_IFSOCK;
    }

    @Override
    public boolean inputHasEnded() {
        boolean hasEnded = inputHasEnded;
        inputHasEnded = false;
        return hasEnded;
    }

    /** Makes {@link #awaitEvent} return while there is something to read from a descriptor, until {@link #unwatch}. */
    void watchChannel(int descriptor) {
        watchesChannel = true;
        SharedState.setInt(SharedState.WATCHED_FD, descriptor);
    }

    /** Closes what is watched. */
    void unwatch() {
        watchesChannel = false;
        int descriptor = SharedState.getInt(SharedState.WATCHED_FD);
        if (descriptor >= 0) {
            SystemCall.CLOSE.call(descriptor);
            SharedState.setInt(SharedState.WATCHED_FD, NOBODY);
        }
    }
}

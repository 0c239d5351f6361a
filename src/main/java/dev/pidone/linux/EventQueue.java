package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * What pidone waits for: signals through a signalfd, those of the relay, and the end of a watched process. One call of
 * {@code take_signals} in src/main/asm/*\/library.s waits, takes what has arrived, and forwards what has a route.
 *
 * <p>
 * Its note of a signal holds the number in bits 0 to 7, whether a process has sent it in bit 8, what came of forwarding
 * it in bits 9 and 10, and the sender in bits 32 to 63. It returns the first note, since reading memory takes the
 * interpreter long, with the number of notes in bits 16 to 23, and in bits 24 and 25 whether the relay and the watched
 * process are ready.
 */
final class EventQueue {
    /** One descriptor to wait for (poll(2)). */
    private static final StructLayout POLLFD = MemoryLayout.structLayout(ValueLayout.JAVA_INT.withName("fd"),
            ValueLayout.JAVA_SHORT.withName("events"), ValueLayout.JAVA_SHORT.withName("revents"));
    private static final long POLLFD_BYTES = POLLFD.byteSize();
    private static final long FD = POLLFD.byteOffset(PathElement.groupElement("fd"));
    private static final long EVENTS = POLLFD.byteOffset(PathElement.groupElement("events"));

    /** A time span (timespec(3type)). */
    static final StructLayout TIMESPEC = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("tv_sec"),
            ValueLayout.JAVA_LONG.withName("tv_nsec"));
    private static final long SECONDS = TIMESPEC.byteOffset(PathElement.groupElement("tv_sec"));
    static final long NANOSECONDS = TIMESPEC.byteOffset(PathElement.groupElement("tv_nsec"));

    private static final short POLLIN = 1;
    private static final long SFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final long EFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int SIGNALS_AT_ONCE = 16;
    private static final int SIGNAL_FD = 0;
    private static final int RELAY_FD = 1;
    private static final int WATCHED_FD = 2;
    private static final int NUMBER_MASK = 0xff;
    private static final long SENT_BY_PROCESS = 1 << 8;
    private static final int OUTCOME_SHIFT = 9;
    private static final int OUTCOME_MASK = 3;
    private static final int LEFT_TO_DO = 0;
    private static final int FORWARDED = 1;
    private static final int COUNT_SHIFT = 16;
    private static final int COUNT_MASK = 0xff;
    private static final long RELAY_READY = 1 << 24;
    private static final long WATCHED_READY = 1 << 25;
    private static final int SENDER_SHIFT = 32;
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000L;

    private final MemorySegment descriptors = Arena.global().allocate(POLLFD_BYTES * 3, 8);
    private final MemorySegment timeout = Arena.global().allocate(TIMESPEC);
    private final MemorySegment notes = Arena.global().allocate(ValueLayout.JAVA_LONG, SIGNALS_AT_ONCE);
    private final MemorySegment counter = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final SignalRelay relay = new SignalRelay();
    private final SignalRoutes routes = new SignalRoutes();
    private final int processId;
    private final int signalFd;
    private final int relayFd;

    private long first;
    private int count;
    private int next;
    private long relayed;

    /** @param processId pidone's own: what it sends to itself is not forwarded */
    EventQueue(int processId) {
        this.processId = processId;
        MemorySegment mask = Arena.global().allocate(ValueLayout.JAVA_LONG);
        mask.set(ValueLayout.JAVA_LONG, 0, SignalSet.ALL.bits());
        signalFd = open(SystemCall.SIGNALFD4, -1, mask.address(), CommandStarter.SIGSET_BYTES, SFD_NONBLOCK_CLOEXEC);
        // It is readable from the beginning: the relay may have noted signals already, and woken nobody.
        relayFd = open(SystemCall.EVENTFD2, 1, EFD_NONBLOCK_CLOEXEC, 0, 0);
        relay.wakeUpThrough(relayFd);
        poll(SIGNAL_FD, signalFd);
        poll(RELAY_FD, relayFd);
        poll(WATCHED_FD, -1);
    }

    private static int open(SystemCall call, long a1, long a2, long a3, long a4) {
        long descriptor = NativeLibrary.systemCall(call, a1, a2, a3, a4, 0);
        if (descriptor < 0) {
            throw new KernelException("open a descriptor for signals", (int) -descriptor);
        }
        return (int) descriptor;
    }

    private void poll(int index, int descriptor) {
        descriptors.set(ValueLayout.JAVA_INT, index * POLLFD_BYTES + FD, descriptor);
        descriptors.set(ValueLayout.JAVA_SHORT, index * POLLFD_BYTES + EVENTS, POLLIN);
    }

    SignalRelay relay() {
        return relay;
    }

    SignalRoutes routes() {
        return routes;
    }

    /** Whether a descriptor is one of those that stay open here. */
    boolean owns(int descriptor) {
        return descriptor == signalFd || descriptor == relayFd;
    }

    /** @see Kernel#awaitEvent */
    void await(long nanoseconds) {
        if (next < count || relayed != 0) {
            // Taken from the kernel, but not yet from here: no descriptor tells of them any more.
            return;
        }
        long limit = 0;
        if (nanoseconds != Kernel.FOREVER) {
            timeout.set(ValueLayout.JAVA_LONG, SECONDS, nanoseconds / NANOSECONDS_PER_SECOND);
            timeout.set(ValueLayout.JAVA_LONG, NANOSECONDS, nanoseconds % NANOSECONDS_PER_SECOND);
            limit = timeout.address();
        }
        first = NativeLibrary.takeSignals(descriptors, limit, notes, routes, processId);
        count = (int) (first >>> COUNT_SHIFT) & COUNT_MASK;
        next = 0;
        if ((first & RELAY_READY) != 0) {
            NativeLibrary.systemCall(SystemCall.READ, relayFd, counter.address(), Long.BYTES, 0, 0);
            relayed = relay.take();
        }
        if ((first & WATCHED_READY) != 0) {
            unwatch();
        }
    }

    /** @see Kernel#nextSignal */
    boolean nextSignal(ReceivedSignal into) {
        if (next == count) {
            return nextRelayed(into);
        }
        long note = next == 0 ? first : notes.getAtIndex(ValueLayout.JAVA_LONG, next);
        next++;
        into.set(Signal.of((int) note & NUMBER_MASK), (note & SENT_BY_PROCESS) != 0, (int) (note >>> SENDER_SHIFT));
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

    /** @see Kernel#watch */
    boolean watch(int processId) {
        unwatch();
        long descriptor = NativeLibrary.systemCall(SystemCall.PIDFD_OPEN, processId, 0, 0, 0, 0);
        if (descriptor < 0) {
            return false;
        }
        poll(WATCHED_FD, (int) descriptor);
        return true;
    }

    private void unwatch() {
        int descriptor = descriptors.get(ValueLayout.JAVA_INT, WATCHED_FD * POLLFD_BYTES + FD);
        if (descriptor >= 0) {
            NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
            poll(WATCHED_FD, -1);
        }
    }
}

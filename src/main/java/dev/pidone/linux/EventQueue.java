package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** What pidone waits for: signals through a signalfd, those of the relay, and the end of a watched process. */
final class EventQueue {
    /** One signal (signalfd(2)). */
    private static final StructLayout SIGNALFD_SIGINFO = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("ssi_signo"), ValueLayout.JAVA_INT.withName("ssi_errno"),
            ValueLayout.JAVA_INT.withName("ssi_code"), ValueLayout.JAVA_INT.withName("ssi_pid"),
            MemoryLayout.paddingLayout(112));
    private static final long SIGINFO_BYTES = SIGNALFD_SIGINFO.byteSize();
    private static final long SIGNO = SIGNALFD_SIGINFO.byteOffset(PathElement.groupElement("ssi_signo"));
    private static final long CODE = SIGNALFD_SIGINFO.byteOffset(PathElement.groupElement("ssi_code"));
    private static final long PID = SIGNALFD_SIGINFO.byteOffset(PathElement.groupElement("ssi_pid"));

    /** One descriptor to wait for (poll(2)). */
    private static final StructLayout POLLFD = MemoryLayout.structLayout(ValueLayout.JAVA_INT.withName("fd"),
            ValueLayout.JAVA_SHORT.withName("events"), ValueLayout.JAVA_SHORT.withName("revents"));
    private static final long POLLFD_BYTES = POLLFD.byteSize();
    private static final long FD = POLLFD.byteOffset(PathElement.groupElement("fd"));
    private static final long EVENTS = POLLFD.byteOffset(PathElement.groupElement("events"));
    private static final long REVENTS = POLLFD.byteOffset(PathElement.groupElement("revents"));

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
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000L;

    private final MemorySegment descriptors = Arena.global().allocate(POLLFD_BYTES * 3, 8);
    private final MemorySegment timeout = Arena.global().allocate(TIMESPEC);
    private final MemorySegment received = Arena.global().allocate(SIGINFO_BYTES * SIGNALS_AT_ONCE, 8);
    private final MemorySegment counter = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final SignalRelay relay = new SignalRelay();
    private final int signalFd;
    private final int relayFd;

    private long receivedBytes;
    private long nextReceived;
    private long relayed;

    EventQueue() {
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

    private boolean isReady(int index) {
        return descriptors.get(ValueLayout.JAVA_SHORT, index * POLLFD_BYTES + REVENTS) != 0;
    }

    SignalRelay relay() {
        return relay;
    }

    /** Whether a descriptor is one of those that stay open here. */
    boolean owns(int descriptor) {
        return descriptor == signalFd || descriptor == relayFd;
    }

    /** @see Kernel#awaitEvent */
    void await(long nanoseconds) {
        if (nextReceived < receivedBytes || relayed != 0) {
            // Taken from the kernel, but not yet from here: no descriptor tells of them any more.
            return;
        }
        long limit = 0;
        if (nanoseconds != Kernel.FOREVER) {
            timeout.set(ValueLayout.JAVA_LONG, SECONDS, nanoseconds / NANOSECONDS_PER_SECOND);
            timeout.set(ValueLayout.JAVA_LONG, NANOSECONDS, nanoseconds % NANOSECONDS_PER_SECOND);
            limit = timeout.address();
        }
        long ready = NativeLibrary.systemCall(SystemCall.PPOLL, descriptors.address(), 3, limit, 0, 0);
        if (ready <= 0) {
            return;
        }
        if (isReady(RELAY_FD)) {
            NativeLibrary.systemCall(SystemCall.READ, relayFd, counter.address(), Long.BYTES, 0, 0);
        }
        if (isReady(WATCHED_FD)) {
            unwatch();
        }
    }

    /** @see Kernel#nextSignal */
    boolean nextSignal(ReceivedSignal into) {
        if (nextReceived == receivedBytes) {
            long bytes = NativeLibrary.systemCall(SystemCall.READ, signalFd, received.address(),
                    SIGINFO_BYTES * SIGNALS_AT_ONCE, 0, 0);
            receivedBytes = Math.max(bytes, 0);
            nextReceived = 0;
        }
        if (nextReceived < receivedBytes) {
            into.set(Signal.of(received.get(ValueLayout.JAVA_INT, nextReceived + SIGNO)),
                    received.get(ValueLayout.JAVA_INT, nextReceived + CODE) <= 0,
                    received.get(ValueLayout.JAVA_INT, nextReceived + PID));
            nextReceived += SIGINFO_BYTES;
            return true;
        }
        return nextRelayed(into);
    }

    private boolean nextRelayed(ReceivedSignal into) {
        if (relayed == 0) {
            relayed = relay.take();
        }
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

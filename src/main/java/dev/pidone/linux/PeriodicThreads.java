package dev.pidone.linux;

import java.lang.Thread.State;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Ends the two threads of the JVM that wake up now and then for nothing that pidone needs, and that no option turns
 * off: "VM Periodic Task", every 5 s, gives back memory that HotSpot has pooled; "Common-Cleaner", every 60 s, sees
 * whether it should end. An idle pidone must not wake the processor.
 *
 * <p>
 * A thread is ended by the system call exit in a signal handler. That is safe only while the thread waits, and because
 * nobody waits for it: it holds no lock then, its stack stays mapped, a JVM's safepoint does not ask a thread that is
 * blocked, and pidone ends by exit_group, never by the JVM's own shutdown. So the first is ended only before its first
 * task is due, and the second only while both the JVM and the kernel say that it sleeps. What cannot be ended safely
 * stays.
 */
final class PeriodicThreads {
    private static final String VM_PERIODIC_TASK = "VM Periodic Tas";
    private static final String COMMON_CLEANER = "Common-Cleaner";
    /** glibc's SIGSETXID: nobody sends it but by mistake, and the relay handles it. */
    private static final int RELAYED_SIGNAL = 33;
    /** HotSpot's task is due 5 s after the start of its thread. */
    private static final long SAFE_NANOSECONDS = 4_000_000_000L;
    private static final int MOST_THREADS = 64;
    private static final int MOST_LOOKS = 1000;

    private final ProcFs procFs;
    private final SignalRelay relay;
    private final int processId;
    private final MemorySegment pause = Arena.global().allocate(EventQueue.TIMESPEC);

    PeriodicThreads(ProcFs procFs, SignalRelay relay, int processId) {
        this.procFs = procFs;
        this.relay = relay;
        this.processId = processId;
    }

    /** @param age nanoseconds since the start of the JVM, at least */
    void end(long age) {
        boolean hasEnded = age >= SAFE_NANOSECONDS || end(VM_PERIODIC_TASK);
        if (hasEnded && isWaiting(COMMON_CLEANER)) {
            end(COMMON_CLEANER);
        }
    }

    /** Returns false if the thread has not taken the signal yet: the handler must go on looking out for it. */
    private boolean end(String name) {
        int threadId = procFs.sleepingThread(name);
        if (threadId == 0) {
            return true;
        }
        relay.endOnSignal(threadId);
        NativeLibrary.systemCall(SystemCall.TGKILL, processId, threadId, RELAYED_SIGNAL, 0, 0);
        // The handler must not meet a later thread of the same ID, nor this one a handler that forwards the signal.
        for (int look = 0; look < MOST_LOOKS && exists(threadId); look++) {
            // The kernel takes away from it what has gone by (ppoll(2), "C library/kernel differences").
            pause.set(ValueLayout.JAVA_LONG, EventQueue.NANOSECONDS, 1_000_000);
            NativeLibrary.systemCall(SystemCall.PPOLL, 0, 0, pause.address(), 0, 0);
        }
        if (exists(threadId)) {
            return false;
        }
        relay.endOnSignal(0);
        return true;
    }

    private boolean exists(int threadId) {
        return NativeLibrary.systemCall(SystemCall.TGKILL, processId, threadId, 0, 0, 0) == 0;
    }

    private static boolean isWaiting(String name) {
        ThreadGroup system = Thread.currentThread().getThreadGroup();
        while (system.getParent() != null) {
            system = system.getParent();
        }
        Thread[] threads = new Thread[MOST_THREADS];
        int count = system.enumerate(threads);
        for (int index = 0; index < count; index++) {
            if (threads[index].getName().equals(name)) {
                return threads[index].getState() == State.TIMED_WAITING;
            }
        }
        return false;
    }
}

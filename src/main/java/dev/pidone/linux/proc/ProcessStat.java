package dev.pidone.linux.proc;

import dev.pidone.memory.Line;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What stands in a stat file of /proc: PID (NAME) STATE PARENT GROUP SESSION ... (proc_pid_stat(5)). */
final class ProcessStat {
    /** How many fields stand between the session and others. */
    private static final int FROM_SESSION_TO_FLAGS = 3;
    private static final int FROM_FLAGS_TO_USER_TIME = 5;
    private static final int FROM_USER_TIME_TO_THREADS = 6;
    private static final int FROM_THREADS_TO_START_TIME = 2;
    /** The kernel tells times in hundredths of a second (USER_HZ). */
    private static final long NANOSECONDS_PER_TICK = 10_000_000;
    /** The flag of a thread of the kernel (include/linux/sched.h). */
    private static final int PF_KTHREAD = 0x200000;

    private final MemorySegment text;
    private int length;
    private int state;
    private int parent;
    private int session;
    private int flags;
    private int threads;
    private int userTime;
    private int startTime;

    /** @param text where each file is read to; there is room for a byte behind it, which is no digit */
    ProcessStat(MemorySegment text) {
        this.text = text;
    }

    /** Another file has been read. */
    void begin(int newLength) {
        length = newLength;
        state = endOfName() + 2;
        parent = state + 2;
        session = nextField(nextField(parent));
        flags = nextField(session, FROM_SESSION_TO_FLAGS);
        userTime = nextField(flags, FROM_FLAGS_TO_USER_TIME);
        threads = nextField(userTime, FROM_USER_TIME_TO_THREADS);
        startTime = nextField(threads, FROM_THREADS_TO_START_TIME);
    }

    /** Where the name ends: it may hold anything, also spaces and parentheses. */
    private int endOfName() {
        int end = length - 1;
        while (end > 0 && text.get(ValueLayout.JAVA_BYTE, end) != ')') {
            end--;
        }
        return end;
    }

    private int nextField(int index) {
        int next = index;
        while (next < length && text.get(ValueLayout.JAVA_BYTE, next) != ' ') {
            next++;
        }
        return next + 1;
    }

    private int nextField(int index, int times) {
        int next = index;
        for (int field = 0; field < times; field++) {
            next = nextField(next);
        }
        return next;
    }

    /** The letter that stands for what the process does. */
    char state() {
        return state < length ? (char) text.get(ValueLayout.JAVA_BYTE, state) : '?';
    }

    /** When it was started, since the machine was. */
    long startNanoseconds() {
        return longNumber(startTime) * NANOSECONDS_PER_TICK;
    }

    /** The CPU time that it has used, in user mode and in the kernel. */
    long cpuNanoseconds() {
        return (longNumber(userTime) + longNumber(nextField(userTime))) * NANOSECONDS_PER_TICK;
    }

    private long longNumber(int from) {
        long number = 0;
        for (int index = from; index < length && text.get(ValueLayout.JAVA_BYTE, index) >= '0'; index++) {
            number = 10 * number + text.get(ValueLayout.JAVA_BYTE, index) - '0';
        }
        return number;
    }

    /** The parent of the process, 0 if it is outside the PID namespace. */
    int parent() {
        return number(parent);
    }

    /** The session of the process, 0 if its leader is outside the PID namespace. */
    int session() {
        return number(session);
    }

    /**
     * Whether the process has ended and waits for its parent to reap it. One whose first thread has ended while others
     * run looks like it, but is alive. The first process of a whole machine also sees threads of the kernel: a signal
     * does nothing to them either, and nobody waits for them.
     */
    boolean isZombie() {
        return hasEnded() || isKernelThread();
    }

    /** The first process of a whole machine sees them. */
    boolean isKernelThread() {
        return (number(flags) & PF_KTHREAD) != 0;
    }

    /** Whether all of its threads have ended. */
    boolean hasEnded() {
        return looksEnded() && number(threads) <= 1;
    }

    /** Whether its first thread has ended. */
    boolean looksEnded() {
        return state() == 'Z' || state() == 'X';
    }

    /** Adds the name of the program, as it is. */
    void name(Line into) {
        int begin = 0;
        while (begin < length && text.get(ValueLayout.JAVA_BYTE, begin) != '(') {
            begin++;
        }
        for (int index = begin + 1; index < state - 2; index++) {
            into.add(text.get(ValueLayout.JAVA_BYTE, index));
        }
    }

    private int number(int from) {
        return from < length ? ProcFs.number(text, from) : 0;
    }
}

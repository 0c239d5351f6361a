package dev.pidone.linux.proc;

import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;

/** What stands in a stat file of /proc: PID (NAME) STATE PARENT GROUP SESSION ... (proc_pid_stat(5)). */
final class ProcessStat {
    /** The fields by their numbers in the manual page. */
    private static final int STATE = 3;
    private static final int PPID = 4;
    private static final int SESSION = 6;
    private static final int FLAGS = 9;
    private static final int UTIME = 14;
    private static final int STIME = 15;
    private static final int NUM_THREADS = 20;
    private static final int STARTTIME = 22;
    /** The kernel tells times in hundredths of a second (USER_HZ). */
    private static final long NANOSECONDS_PER_TICK = 10_000_000;
    /** The flag of a thread of the kernel (include/linux/sched.h). */
    private static final int PF_KTHREAD = 0x200000;

    private final long text;
    private int length;
    /** By number: where a field begins. */
    private final int[] begins = new int[STARTTIME + 1];

    /** @param text where each file is read to; there is room for a byte behind it, which is no digit */
    ProcessStat(long text) {
        this.text = text;
    }

    /** Another file has been read. */
    void begin(int newLength) {
        length = newLength;
        int at = endOfName() + 2;
        for (int field = STATE; field <= STARTTIME; field++) {
            begins[field] = at;
            while (at < length && byteAt(at) != ' ') {
                at++;
            }
            at++;
        }
    }

    private int byteAt(int index) {
        return NativeStrings.byteAt(text + index);
    }

    /** Where the name ends: it may hold anything, also spaces and parentheses. */
    private int endOfName() {
        int end = length - 1;
        while (end > 0 && byteAt(end) != ')') {
            end--;
        }
        return end;
    }

    private long number(int field) {
        return begins[field] < length ? Decimal.at(text + begins[field]) : 0;
    }

    /** The letter that stands for what the process does. */
    char state() {
        return begins[STATE] < length ? (char) byteAt(begins[STATE]) : '?';
    }

    /** The same, but one whose first thread has ended while others run only looks like a zombie. */
    char trueState() {
        return hasEnded() || !looksEnded() ? state() : 'S';
    }

    /** When it was started, in the kernel's unit of time. */
    int startTicks() {
        return (int) number(STARTTIME);
    }

    /** When it was started, since the machine was. */
    long startNanoseconds() {
        return number(STARTTIME) * NANOSECONDS_PER_TICK;
    }

    /** The CPU time that it has used, in user mode and in the kernel. */
    long cpuNanoseconds() {
        return (number(UTIME) + number(STIME)) * NANOSECONDS_PER_TICK;
    }

    /** The parent of the process, 0 if it is outside the PID namespace. */
    int parent() {
        return (int) number(PPID);
    }

    /** The session of the process, 0 if its leader is outside the PID namespace. */
    int session() {
        return (int) number(SESSION);
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
        return (number(FLAGS) & PF_KTHREAD) != 0;
    }

    /** How many threads there are; the first one counts also when it has ended before the others. */
    int threads() {
        return (int) number(NUM_THREADS);
    }

    /** Whether all of its threads have ended. */
    boolean hasEnded() {
        return looksEnded() && threads() <= 1;
    }

    /** Whether its first thread has ended. */
    boolean looksEnded() {
        return state() == 'Z' || state() == 'X';
    }

    /** Adds the name of the program, as it is. */
    void name(Line into) {
        int begin = 0;
        while (begin < length && byteAt(begin) != '(') {
            begin++;
        }
        for (int index = begin + 1; index < begins[STATE] - 2; index++) {
            into.add((byte) byteAt(index));
        }
    }
}

package dev.pidone.kernel;

import dev.pidone.memory.Line;

/**
 * A signal of Linux, 1 to 64 (signal(7)). There is one object a signal, so that signals can be compared with {@code ==}
 * and passed on without allocation.
 */
public final class Signal {
    /** The highest signal number. */
    public static final int MAX = 64;
    /** The first real-time signal as programs see it: glibc keeps 32 and 33 for itself (signal(7)). */
    public static final int RTMIN = 34;

    private static final String[] STANDARD_NAMES = {"SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT",
            "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
            "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
            "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS"};
    public static final String PREFIX = "SIG";
    private static final String HIDDEN = "signal ";
    private static final String FIRST_REAL_TIME = "SIGRTMIN";
    private static final String REAL_TIME = "SIGRTMIN+";

    private static final Signal[] ALL = new Signal[MAX + 1];

    static {
        for (int number = 1; number <= MAX; number++) {
            ALL[number] = new Signal(number);
        }
    }

    public static final Signal HUP = of(1);
    public static final Signal INT = of(2);
    public static final Signal QUIT = of(3);
    public static final Signal KILL = of(9);
    public static final Signal TERM = of(15);
    public static final Signal CHLD = of(17);
    public static final Signal CONT = of(18);
    public static final Signal STOP = of(19);
    public static final Signal TSTP = of(20);
    public static final Signal TTIN = of(21);
    public static final Signal TTOU = of(22);
    public static final Signal URG = of(23);
    public static final Signal WINCH = of(28);

    private final int number;

    /** Whether a signal asks a process to end, as people and engines send it: TERM, INT, QUIT. */
    public static boolean asksToEnd(Signal signal) {
        return signal == TERM || signal == INT || signal == QUIT;
    }

    /**
     * Whether a process that has done nothing about it ends by it (signal(7)): CHLD, CONT, URG, WINCH, stops do not.
     */
    public static boolean ends(Signal signal) {
        return signal != CHLD && signal != CONT && signal != URG && signal != WINCH && signal != STOP && signal != TSTP
                && signal != TTIN && signal != TTOU;
    }

    private Signal(int number) {
        this.number = number;
    }

    /**
     * The signal with a number.
     *
     * @param number 1 to {@value #MAX}
     * @throws IllegalArgumentException if there is no such signal
     */
    public static Signal of(int number) {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException("no signal has the number " + number);
        }
        return ALL[number];
    }

    /** The number, 1 to {@value #MAX}. */
    public int number() {
        return number;
    }

    /** Whether it has a name: two are hidden by glibc. */
    public boolean hasName() {
        return number <= STANDARD_NAMES.length || number >= RTMIN;
    }

    /** The name; where {@link #offset} is not 0 what stands before that number. */
    public String name() {
        if (number <= STANDARD_NAMES.length) {
            return STANDARD_NAMES[number - 1];
        }
        if (number < RTMIN) {
            return HIDDEN;
        }
        return number == RTMIN ? FIRST_REAL_TIME : REAL_TIME;
    }

    /** The number at the end of the name, 0 for none. */
    public int offset() {
        if (number <= STANDARD_NAMES.length) {
            return 0;
        }
        return number < RTMIN ? number : number - RTMIN;
    }

    /** Adds the name to a line, such as {@code SIGTERM} or {@code SIGRTMIN+3}. */
    public Line addTo(Line line) {
        line.text(name());
        return offset() == 0 ? line : line.number(offset());
    }

    /** Adds the name as kill(1) takes it, such as {@code TERM} or {@code RTMIN+3}; or the number if it has none. */
    public Line addWithoutPrefix(Line line) {
        if (!hasName()) {
            return line.number(number);
        }
        for (int index = PREFIX.length(); index < name().length(); index++) {
            line.add((byte) name().charAt(index));
        }
        return offset() == 0 ? line : line.number(offset());
    }

    /** The name, such as {@code SIGTERM} or {@code SIGRTMIN+3}; the two that glibc hides are called by number. */
    @Override
    public String toString() {
        return offset() == 0 ? name() : name() + offset();
    }
}

package dev.pidone.agent;

import java.nio.charset.StandardCharsets;

/**
 * What /proc/PID/stat tells.
 *
 * @param threads threads that have not ended, the first one counted in any case
 * @param startTime in clock ticks since the system's start: with it a process differs from an earlier one of the same
 *     ID
 */
record ProcessStat(String name, char state, long parent, long threads, long startTime) {
    /** Fields, as proc_pid_stat(5) numbers them. */
    private static final int STATE = 3;
    private static final int PPID = 4;
    private static final int NUM_THREADS = 20;
    private static final int STARTTIME = 22;

    /**
     * Many are read while processes end by the thousand, so nothing is split here.
     *
     * @param line its only variable field, the name, stands in parentheses and may contain anything
     * @return {@code null} where the line ends early
     */
    static ProcessStat parse(byte[] line, int length) {
        int open = 0;
        while (open < length && line[open] != '(') {
            open++;
        }
        int close = length - 1;
        while (close > open && line[close] != ')') {
            close--;
        }
        char state = 0;
        long parent = 0;
        long threads = 0;
        int index = close + 2;
        for (int field = STATE; index < length; field++) {
            switch (field) {
                case STATE -> state = (char) line[index];
                case PPID -> parent = number(line, index, length);
                case NUM_THREADS -> threads = number(line, index, length);
                case STARTTIME -> {
                    String name = new String(line, open + 1, close - open - 1, StandardCharsets.ISO_8859_1);
                    return new ProcessStat(name, state, parent, threads, number(line, index, length));
                }
                default -> {
                }
            }
            while (index < length && line[index] != ' ') {
                index++;
            }
            index++;
        }
        return null;
    }

    private static long number(byte[] line, int begin, int length) {
        long number = 0;
        for (int i = begin; i < length && line[i] >= '0' && line[i] <= '9'; i++) {
            number = 10 * number + line[i] - '0';
        }
        return number;
    }

    boolean isZombie() {
        return state == 'Z';
    }

    /** A process whose first thread has ended looks like a zombie, but has no status while others run. */
    boolean hasStatus() {
        return isZombie() && threads <= 1;
    }
}

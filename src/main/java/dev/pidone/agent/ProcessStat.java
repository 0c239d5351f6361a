package dev.pidone.agent;

/**
 * What /proc/PID/stat tells.
 *
 * @param threads threads that have not ended, the first one counted in any case
 * @param startTime in clock ticks since the system's start: with it a process differs from an earlier one of the same
 *     ID
 */
record ProcessStat(String name, char state, long parent, long threads, long startTime) {
    private static final int THREADS = 17;
    private static final int START_TIME = 19;

    /** @param line its only variable field, the name, stands in parentheses and may contain anything */
    static ProcessStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 0 || close < open) {
            return null;
        }
        String[] fields = line.substring(close + 2).split(" ");
        return new ProcessStat(line.substring(open + 1, close), fields[0].charAt(0), Long.parseLong(fields[1]),
                Long.parseLong(fields[THREADS]), Long.parseLong(fields[START_TIME]));
    }

    boolean isZombie() {
        return state == 'Z';
    }

    /** A process whose first thread has ended looks like a zombie, but has no status while others run. */
    boolean hasStatus() {
        return isZombie() && threads <= 1;
    }
}

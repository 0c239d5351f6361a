package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;

/**
 * What stands in a status file of /proc, a field a line (proc_pid_status(5)). It may be long: a line has all groups of
 * the user.
 */
public final class ProcessStatus {
    static final int USER = 0;
    static final int PEAK = 1;
    static final int PENDING_FOR_THREAD = 2;
    static final int PENDING = 3;
    static final int BLOCKED = 4;
    static final int IGNORED = 5;
    static final int CAUGHT = 6;
    public static final int SECCOMP = 7;
    static final int SWITCHES = 8;
    static final int FORCED_SWITCHES = 9;
    static final int TRACER = 10;
    /** What a field has that is not there. */
    static final long UNKNOWN = -1;

    /** The fields by the numbers above. */
    private static final String[] NAMES = {"Uid", "VmHWM", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "Seccomp",
            "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches", "TracerPid"};

    private final FileBytes file;
    private final Line name = new Line(32);
    private final long[] values = new long[NAMES.length];
    private int current;

    public ProcessStatus(FileBytes file) {
        this.file = file;
    }

    /** Reads one; false if the process is gone. */
    public boolean load(Line path) {
        for (int field = 0; field < NAMES.length; field++) {
            values[field] = UNKNOWN;
        }
        if (!file.open(path)) {
            return false;
        }
        current = file.read();
        boolean isThere = current != FileBytes.END;
        while (current != FileBytes.END) {
            readLine();
        }
        file.close();
        return isThere;
    }

    private void readLine() {
        name.clear();
        while (current != ':' && current != '\n' && current != FileBytes.END) {
            name.add((byte) current);
            current = file.read();
        }
        for (int field = 0; field < NAMES.length; field++) {
            if (name.isEqual(NAMES[field])) {
                readValue(field);
            }
        }
        while (current != '\n' && current != FileBytes.END) {
            current = file.read();
        }
        current = file.read();
    }

    /** Sets of signals are hexadecimal; of the user IDs (real, effective, saved) the second counts. */
    private void readValue(int field) {
        boolean isSet = field >= PENDING_FOR_THREAD && field <= CAUGHT;
        values[field] = readNumber(isSet ? 16 : 10);
        if (field == USER) {
            values[field] = readNumber(10);
        }
    }

    private long readNumber(int base) {
        do {
            current = file.read();
        } while (current == ' ' || current == '\t');
        long number = 0;
        while (Decimal.isDigit(current) || base == 16 && current >= 'a' && current <= 'f') {
            number = number * base + (current >= 'a' ? current - 'a' + 10 : current - '0');
            current = file.read();
        }
        return number;
    }

    /** A field of what was read last, {@link #UNKNOWN} if it has none. */
    public long value(int field) {
        return values[field];
    }

    /** A set of signals, bit n - 1 for signal n; empty if it is not known. */
    long signals(int field) {
        return values[field] == UNKNOWN ? 0 : values[field];
    }

    /** How often the process has left the CPU: if no more often than before, it has not slept since. */
    long switches() {
        return values[SWITCHES] + values[FORCED_SWITCHES];
    }
}

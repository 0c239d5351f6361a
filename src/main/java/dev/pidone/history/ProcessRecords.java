package dev.pidone.history;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessIds;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeRecords;

/**
 * The processes that pidone has come to know: those that it has started or reaped, and those that were there when it
 * looked. Nothing is allocated; beyond many they are only counted.
 */
public final class ProcessRecords {
    /** pidone has started it to run it. */
    public static final int COMMAND = 1;
    /** A step of the stop plan has started it. */
    public static final int PROGRAM = 1 << 1;
    /** Nobody waits for it (--except). */
    public static final int EXCEPTION = 1 << 2;
    /** It has entered the PID namespace from outside. */
    public static final int ENTERED = 1 << 3;
    /** pidone has reaped it: all is known. */
    public static final int REAPED = 1 << 4;
    /** It was there once, and later not any more: its own parent has reaped it. */
    public static final int GONE = 1 << 5;
    /** It has ended, and its parent has not reaped it. */
    public static final int ZOMBIE = 1 << 6;

    static final int NAME_ROOM = 16;
    static final int DETAIL_ROOM = 120;

    private static final int MOST = 100_000;
    private static final int MOST_DETAILS = 1000;

    private static final int PROCESS_ID = 0;
    private static final int FLAGS = 4;
    private static final int START = 8;
    private static final int END = 16;
    private static final int LAST = 24;
    private static final int CPU = 32;
    private static final int PEAK = 40;
    private static final int STATUS = 48;
    private static final int DETAIL = 52;
    private static final int NAME = 56;
    private static final int BYTES = 72;

    private final Processes processes;
    private final int self;
    private final String[] exceptions;
    private final NativeRecords records = new NativeRecords(BYTES, MOST);
    private final NativeRecords details = new NativeRecords(DETAIL_ROOM, MOST_DETAILS);
    private final ProcessTable table = new ProcessTable();
    private final ProcessDetails facts = new ProcessDetails();
    private final Line detail = new Line(DETAIL_ROOM);
    /** By process ID the records of who was there, as far as is known; some may have ended since. */
    private ProcessIds known = new ProcessIds();
    private ProcessIds listed = new ProcessIds();
    private int leftOut;
    private boolean isHidden;

    ProcessRecords(Kernel kernel, String[] exceptions) {
        processes = kernel.processes();
        self = kernel.processId();
        this.exceptions = exceptions;
    }

    /** A process has been started; returns its record, negative if there is no room. */
    int started(int processId, int flags, long time) {
        int process = add(processId, flags, time);
        if (process >= 0) {
            known.add(processId, process);
            records.setLong(process, LAST, time);
        }
        return process;
    }

    private int add(int processId, int flags, long start) {
        int process = records.add();
        if (process < 0) {
            leftOut++;
        } else {
            records.setInt(process, PROCESS_ID, processId);
            records.setInt(process, FLAGS, flags);
            records.setLong(process, START, start);
            records.setLong(process, CPU, ProcessDetails.UNKNOWN);
            records.setLong(process, PEAK, ProcessDetails.UNKNOWN);
        }
        return process;
    }

    /** A process has been reaped; returns its record, negative if there is no room. */
    int reaped(int processId, WaitStatus status, ProcessDetails seen, long time) {
        int process = find(processId, seen.start());
        if (process < 0) {
            process = add(processId, 0, seen.start() == ProcessDetails.UNKNOWN ? time : Math.min(seen.start(), time));
        }
        if (process >= 0) {
            note(process, seen);
            records.setLong(process, END, time);
            records.setInt(process, STATUS, status.raw());
            records.setInt(process, FLAGS, flags(process) & ~ZOMBIE | REAPED);
        }
        return process;
    }

    /** The record of a process that has not ended, negative if it is not known. */
    private int find(int processId, long start) {
        int index = known.indexOf(processId);
        int process = index < 0 ? -1 : (int) known.value(index);
        if (process < 0 || is(process, REAPED | GONE)) {
            return -1;
        }
        boolean isChild = is(process, COMMAND | PROGRAM);
        return isChild || start == ProcessDetails.UNKNOWN || start(process) == start ? process : -1;
    }

    /** What is not known now may have been known before. */
    private void note(int process, ProcessDetails seen) {
        if (seen.name().length() > 0) {
            records.setText(process, NAME, NAME_ROOM, seen.name());
        }
        if (seen.cpu() != ProcessDetails.UNKNOWN) {
            records.setLong(process, CPU, seen.cpu());
        }
        if (seen.peak() != ProcessDetails.UNKNOWN) {
            records.setLong(process, PEAK, seen.peak());
        }
    }

    /** Looks who is there. */
    void look(long time) {
        boolean isListed = self == 1
                ? processes.listProcesses(table, ProcessVisitor.NONE)
                : processes.listDescendants(table, ProcessVisitor.NONE) != Listing.IMPOSSIBLE;
        if (!isListed) {
            isHidden = true;
            return;
        }
        listed.clear();
        for (int index = 0; index < table.size(); index++) {
            boolean isToBeReaped = table.isZombie(index) && table.parent(index) == self;
            if (table.processId(index) != self && !isToBeReaped && processes.look(table.processId(index), facts)) {
                see(index, time);
            }
        }
        noteWhoIsGone(time);
        table.release();
        ProcessIds before = known;
        known = listed;
        listed = before;
    }

    private void see(int index, long time) {
        int processId = table.processId(index);
        int process = find(processId, facts.start());
        if (process < 0) {
            process = add(processId, table.parent(index) == 0 ? ENTERED : 0, facts.start());
        }
        if (process >= 0) {
            note(process, facts);
            records.setLong(process, LAST, time);
            boolean isException = exceptions.length > 0 && processes.isNamed(processId, exceptions);
            records.setInt(process, FLAGS, flags(process) & ~(ZOMBIE | EXCEPTION) | (facts.isZombie() ? ZOMBIE : 0)
                    | (isException ? EXCEPTION : 0));
            noteCommandLine(process, processId);
            listed.add(processId, process);
        }
    }

    private void noteCommandLine(int process, int processId) {
        if (records.getInt(process, DETAIL) == 0 && details.size() < MOST_DETAILS) {
            processes.describeCommandLine(processId, detail.clear());
            int place = detail.length() == 0 ? -1 : details.add();
            if (place >= 0) {
                details.setText(place, 0, DETAIL_ROOM, detail);
                records.setInt(process, DETAIL, place + 1);
            }
        }
    }

    private void noteWhoIsGone(long time) {
        for (int index = 0; index < known.size(); index++) {
            int process = (int) known.value(index);
            int now = listed.indexOf(known.processId(index));
            boolean isThere = now >= 0 && listed.value(now) == process;
            if (isThere || is(process, REAPED | GONE)) {
                continue;
            }
            if (is(process, COMMAND | PROGRAM)) {
                // A child that pidone has not reaped cannot be gone, only hidden.
                listed.add(known.processId(index), process);
            } else {
                records.setInt(process, FLAGS, flags(process) & ~ZOMBIE | GONE);
                records.setLong(process, END, time);
            }
        }
    }

    public int size() {
        return records.size();
    }

    /** How many processes there was no room for. */
    public int leftOut() {
        return leftOut;
    }

    /** Whether a look has failed: /proc is missing, or that of another namespace. */
    public boolean isHidden() {
        return isHidden;
    }

    public int processId(int process) {
        return records.getInt(process, PROCESS_ID);
    }

    private int flags(int process) {
        return records.getInt(process, FLAGS);
    }

    /** Whether one of some flags is set. */
    public boolean is(int process, int flag) {
        return (flags(process) & flag) != 0;
    }

    public long start(int process) {
        return records.getLong(process, START);
    }

    /** When it has ended; where it is {@link #GONE}, it has ended before. */
    long end(int process) {
        return records.getLong(process, END);
    }

    /** When it was there for sure. */
    public long last(int process) {
        return is(process, REAPED) ? end(process) : records.getLong(process, LAST);
    }

    public long cpu(int process) {
        return records.getLong(process, CPU);
    }

    public long peak(int process) {
        return records.getLong(process, PEAK);
    }

    /** With which status it has ended, where it is {@link #REAPED}. */
    public int status(int process) {
        return records.getInt(process, STATUS);
    }

    /** A byte of its program's name; 0 at its end. */
    public int nameAt(int process, int index) {
        return records.textAt(process, NAME, NAME_ROOM, index);
    }

    public int compareNames(int one, int other) {
        return records.compareText(one, other, NAME, NAME_ROOM);
    }

    /** A byte of its command line; 0 at its end. */
    public int commandLineAt(int process, int index) {
        int place = records.getInt(process, DETAIL) - 1;
        return place < 0 ? 0 : details.textAt(place, 0, DETAIL_ROOM, index);
    }
}

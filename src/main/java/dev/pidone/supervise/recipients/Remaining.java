package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.log.Message;

/** The processes that are left: those of the PID namespace for its init, the descendants for any other. */
public final class Remaining {
    private static final int NAMED_IN_MESSAGE = 8;
    /** Where /proc hides some for good (hidepid) another look is no better. */
    private static final int MAX_LOOKS = 3;
    /** How far up to pidone one goes for one process alone. */
    private static final int MAX_STEPS = 100;

    private final Processes processes;
    private final int self;
    private final ProcessTable table = new ProcessTable();

    public Remaining(Kernel kernel) {
        processes = kernel.processes();
        self = kernel.processId();
    }

    /**
     * Looks who is left.
     *
     * @return false if /proc does not tell
     */
    public boolean look() {
        return look(ProcessVisitor.NONE);
    }

    /**
     * Looks who is left, until a visitor has seen enough.
     *
     * @return false if /proc does not tell
     */
    public boolean look(ProcessVisitor visitor) {
        if (self == 1) {
            return processes.listProcesses(table, visitor);
        }
        Listing listing = processes.listDescendants(table, visitor);
        for (int look = 1; look < MAX_LOOKS && listing == Listing.WITH_GAPS; look++) {
            listing = processes.listDescendants(table, visitor);
        }
        return listing != Listing.IMPOSSIBLE;
    }

    /**
     * Whether somebody is left who was at an earlier look, as far as /proc tells; it costs no look at the others.
     *
     * @param details is filled with something
     */
    public boolean isLeft(int processId, ProcessDetails details) {
        boolean isAlive = processes.look(processId, details) && !details.isZombie();
        int steps = 0;
        while (isAlive && self != 1 && details.parent() != self && steps < MAX_STEPS) {
            steps++;
            isAlive = processes.look(details.parent(), details);
        }
        return isAlive && steps < MAX_STEPS;
    }

    /** How many were listed, pidone and zombies among them. */
    public int size() {
        return table.size();
    }

    public int processId(int index) {
        return table.processId(index);
    }

    /** Whether a process descends from another one. */
    public boolean isBelow(int index, int ancestor) {
        return table.isBelow(index, ancestor);
    }

    /** The letter that stands for what a process does (proc_pid_stat(5)), 0 if that is not known. */
    public char state(int index) {
        return table.state(index);
    }

    public int parent(int index) {
        return table.parent(index);
    }

    public boolean isZombie(int index) {
        return table.isZombie(index);
    }

    public boolean isOther(int index) {
        return table.processId(index) != self;
    }

    /** Whether it is another process than pidone, and lives. */
    public boolean lives(int index) {
        return isOther(index) && !table.isZombie(index);
    }

    /** How many other processes than pidone live. */
    public int livingCount() {
        int count = 0;
        for (int index = 0; index < table.size(); index++) {
            count += lives(index) ? 1 : 0;
        }
        return count;
    }

    /** Adds the names of those that live to a message: {@code pid=7 (sleep), pid=8 (make) and 3 more}. */
    public void name(Message message) {
        message.list("processes");
        int count = 0;
        for (int index = 0; index < table.size(); index++) {
            if (lives(index)) {
                if (count < NAMED_IN_MESSAGE) {
                    message.item().text(count == 0 ? "" : ", ").pid(table.processId(index)).text(" ").program(processes,
                            table.processId(index));
                }
                count++;
            }
        }
        message.endList().field("count", count);
        if (count > NAMED_IN_MESSAGE) {
            message.text(" and ").number("more", count - NAMED_IN_MESSAGE).text(" more");
        } else if (count == 0) {
            message.text("whoever is left");
        }
    }

    /** Gives memory back. */
    public void release() {
        table.release();
    }
}

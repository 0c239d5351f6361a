package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.Signal;
import dev.pidone.report.Log;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ends processes whose parent has died while the command runs: TERM at once, KILL after a grace period.
 *
 * <p>
 * Only those that are still in the command's session. A process that has made a session of its own (setsid(2)) is a
 * daemon on purpose, and what {@code docker exec} starts has a session of its own as well. The kernel does not tell
 * when a process gets a new parent, so pidone has to look, every second; only this option costs that.
 *
 * <p>
 * An orphan may be about to become a daemon: between the end of its parent and setsid(2). So only who is found in two
 * looks one after the other is meant. Children that pidone had before it started the command, from the shell that has
 * become pidone, are no orphans.
 */
final class OrphanTerminator implements Chore {
    private static final long LOOK_EVERY = 1_000_000_000;
    private static final int NOBODY = 0;

    private final Kernel kernel;
    private final Log log;
    private final long grace;
    private final ProcessTable table = new ProcessTable();
    private int[] told = new int[16];
    private long[] killAt = new long[16];
    private int toldCount;
    private int[] suspects = new int[16];
    private int suspectCount;
    private int[] inherited = new int[0];
    private long nextLook;
    private boolean looking = true;
    private boolean warned;

    /** @param grace nanoseconds between TERM and KILL */
    OrphanTerminator(Kernel kernel, Log log, long grace) {
        this.kernel = kernel;
        this.log = log;
        this.grace = grace;
        nextLook = kernel.nanoTime();
        if (kernel.listProcesses(table)) {
            inherited = IntStream.range(0, table.size()).filter(this::isChild).map(table::processId).toArray();
        }
    }

    @Override
    public long dueIn() {
        if (!looking && toldCount == 0) {
            return Kernel.FOREVER;
        }
        long now = kernel.nanoTime();
        long dueIn = looking ? nextLook - now : Long.MAX_VALUE;
        for (int index = 0; index < toldCount; index++) {
            dueIn = Math.min(dueIn, killAt[index] - now);
        }
        return Math.max(0, dueIn);
    }

    @Override
    public void perform(Supervisor supervisor) {
        long now = kernel.nanoTime();
        looking = !supervisor.commandHasEnded();
        if (looking && nextLook - now <= 0) {
            nextLook = now + LOOK_EVERY;
            look(supervisor, now);
        }
        for (int index = 0; index < toldCount; index++) {
            if (killAt[index] - now <= 0) {
                log.warn("orphan pid=" + told[index] + " has not ended, killing it");
                kernel.signal(told[index], Signal.KILL);
                killAt[index] = now + grace + LOOK_EVERY;
            }
        }
    }

    private void look(Supervisor supervisor, long now) {
        if (!kernel.listProcesses(table)) {
            if (!warned) {
                log.warn("/proc does not show the processes of this PID namespace: orphans are not terminated");
                warned = true;
            }
            return;
        }
        int session = sessionOf(supervisor.commandId());
        int before = suspectCount;
        for (int index = 0; index < table.size(); index++) {
            int processId = table.processId(index);
            if (isChild(index) && processId != supervisor.commandId() && table.session(index) == session
                    && !table.isZombie(index) && !contains(told, toldCount, processId)
                    && !contains(inherited, inherited.length, processId)) {
                if (contains(suspects, before, processId)) {
                    tell(processId, now);
                } else {
                    suspect(processId);
                }
            }
        }
        suspectCount -= before;
        System.arraycopy(suspects, before, suspects, 0, suspectCount);
    }

    private boolean isChild(int index) {
        return table.parent(index) == kernel.processId();
    }

    /** Suspects of this look come after those of the look before. */
    private void suspect(int processId) {
        if (suspectCount == suspects.length) {
            suspects = Arrays.copyOf(suspects, 2 * suspectCount);
        }
        suspects[suspectCount] = processId;
        suspectCount++;
    }

    private int sessionOf(int processId) {
        for (int index = 0; index < table.size(); index++) {
            if (table.processId(index) == processId) {
                return table.session(index);
            }
        }
        return -1;
    }

    private static boolean contains(int[] processIds, int count, int processId) {
        for (int index = 0; index < count; index++) {
            if (processIds[index] == processId) {
                return true;
            }
        }
        return false;
    }

    private void tell(int processId, long now) {
        if (log.writes(Log.Level.INFO)) {
            log.info("terminating orphan pid=" + processId + " (" + kernel.processName(processId) + ")");
        }
        // A stopped process gets TERM only when it is continued.
        kernel.signal(processId, Signal.TERM);
        kernel.signal(processId, Signal.CONT);
        if (toldCount == told.length) {
            told = Arrays.copyOf(told, 2 * toldCount);
            killAt = Arrays.copyOf(killAt, 2 * toldCount);
        }
        told[toldCount] = processId;
        killAt[toldCount] = now + grace;
        toldCount++;
    }

    /** A child has been reaped: its process ID may soon be another's. */
    void reaped(int processId) {
        replace(suspects, suspectCount, processId);
        replace(inherited, inherited.length, processId);
        for (int index = 0; index < toldCount; index++) {
            if (told[index] == processId) {
                toldCount--;
                told[index] = told[toldCount];
                killAt[index] = killAt[toldCount];
                return;
            }
        }
    }

    private static void replace(int[] processIds, int count, int ended) {
        for (int index = 0; index < count; index++) {
            if (processIds[index] == ended) {
                processIds[index] = NOBODY;
            }
        }
    }
}

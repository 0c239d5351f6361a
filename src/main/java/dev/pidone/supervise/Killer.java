package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Signal;

/** Kills everything below pidone, also what forks as fast as it is killed. */
final class Killer {
    private final Recipients everyone;
    private final boolean atomic;

    Killer(Kernel kernel, Recipients everyone) {
        this.everyone = everyone;
        atomic = kernel.processId() == 1;
    }

    /** Sends KILL to every process; returns false if there was none. */
    boolean kill(Supervisor supervisor) {
        if (!atomic) {
            // A stopped process does not fork: once a look finds nobody new, all of them are caught. Where processes are
            // limited (pids cgroup, RLIMIT_NPROC) the stopped ones also use up the limit.
            everyone.send(Signal.STOP, supervisor);
        }
        // As PID 1: kill(-1) and fork(2) exclude each other in the kernel, nobody gets away.
        return everyone.send(Signal.KILL, supervisor);
    }
}

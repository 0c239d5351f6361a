package dev.pidone.mode;

import dev.pidone.cli.Toggle;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.KernelException;
import dev.pidone.report.Log;

/**
 * Sees to it that orphans come to pidone: the kernel brings them to PID 1 by itself, to any other process on demand.
 */
final class Subreaper {
    private Subreaper() {
    }

    /** @param wanted what the user said about it */
    static void become(Kernel kernel, Toggle wanted, Log log) {
        if (kernel.processId() == 1) {
            return;
        }
        if (wanted == Toggle.OFF) {
            log.warn(
                    "not PID 1 and no subreaper: orphans go to another process, zombies of theirs are not reaped here");
            return;
        }
        try {
            kernel.adoptOrphans();
        } catch (KernelException e) {
            log.warn("not PID 1, and this kernel makes it no subreaper: zombies will not be reaped: " + e.getMessage());
        }
    }
}

package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.log.Log;
import dev.pidone.supervise.job.Command;

/** All processes that are pidone's business: those of the PID namespace for its init, the descendants for any other. */
public final class Everyone {
    private Everyone() {
    }

    public static Recipients below(Kernel kernel, Command command, Log log) {
        return kernel.processId() == 1 ? new EveryProcess(kernel.signals()) : new Descendants(kernel, command, log);
    }
}

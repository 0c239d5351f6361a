package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.report.Log;

/** All processes that are pidone's business: those of the PID namespace for its init, the descendants for any other. */
final class Everyone {
    private Everyone() {
    }

    static Recipients below(Kernel kernel, Log log) {
        return kernel.processId() == 1 ? new EveryProcess(kernel) : new Descendants(kernel, log);
    }
}

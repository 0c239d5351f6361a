package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.supervise.Supervisor;

/** Forwards signals to all processes of the PID namespace whose init pidone is. */
public final class EveryProcess implements Recipients {
    private final Kernel kernel;

    public EveryProcess(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public int directTarget(Supervisor supervisor) {
        return -1;
    }

    @Override
    public boolean send(Signal signal, Supervisor supervisor) {
        return kernel.signalEveryProcess(signal);
    }
}

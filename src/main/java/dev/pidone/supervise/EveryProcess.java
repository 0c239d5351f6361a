package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Signal;

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

package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.supervise.Supervisor;

/** Forwards signals to the command and to nobody else. */
public final class CommandOnly implements Recipients {
    private final Kernel kernel;

    public CommandOnly(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int directTarget(Supervisor supervisor) {
        return supervisor.commandHasEnded() ? 0 : supervisor.commandId();
    }

    @Override
    public boolean send(Signal signal, Supervisor supervisor) {
        return !supervisor.commandHasEnded() && kernel.signal(supervisor.commandId(), signal);
    }
}

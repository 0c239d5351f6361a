package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Signal;

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

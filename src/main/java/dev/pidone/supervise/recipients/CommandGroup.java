package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.supervise.Supervisor;

/** Forwards signals to the command's process group. The group's ID stays taken as long as it has a member. */
public final class CommandGroup implements Recipients {
    private final Kernel kernel;

    public CommandGroup(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int directTarget(Supervisor supervisor) {
        return supervisor.commandHasEnded() ? 0 : -supervisor.commandId();
    }

    @Override
    public boolean send(Signal signal, Supervisor supervisor) {
        return !supervisor.commandHasEnded() && kernel.signalGroup(supervisor.commandId(), signal);
    }
}

package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.supervise.job.Command;

/** Forwards signals to the command's process group. The group's ID stays taken as long as it has a member. */
public final class CommandGroup implements Recipients {
    private final Signals signals;
    private final Command command;

    public CommandGroup(Signals signals, Command command) {
        this.signals = signals;
        this.command = command;
    }

    @Override
    public int directTarget() {
        return command.hasEnded() ? 0 : -command.processId();
    }

    @Override
    public boolean send(Signal signal) {
        return !command.hasEnded() && signals.signalGroup(command.processId(), signal);
    }
}

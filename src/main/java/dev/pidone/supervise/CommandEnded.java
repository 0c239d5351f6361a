package dev.pidone.supervise;

import dev.pidone.supervise.job.Command;

/** Supervision is over when the command has ended. */
public final class CommandEnded implements Ending {
    private final Command command;

    public CommandEnded(Command command) {
        this.command = command;
    }

    @Override
    public boolean isReached() {
        return command.hasEnded();
    }
}

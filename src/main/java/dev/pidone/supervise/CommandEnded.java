package dev.pidone.supervise;

/** Supervision is over when the command has ended. */
public final class CommandEnded implements Ending {
    @Override
    public boolean isReached(Supervisor supervisor) {
        return supervisor.commandHasEnded();
    }
}

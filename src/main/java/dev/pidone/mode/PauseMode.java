package dev.pidone.mode;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.recipients.Recipients;

/**
 * Runs no command: reaps orphans until TERM or INT arrives, and ends with 0. What the infrastructure container of a pod
 * does.
 */
final class PauseMode implements Pid1Mode, Recipients, Ending {
    private final ModeContext context;
    private boolean asked;

    PauseMode(ModeContext context) {
        this.context = context;
    }

    @Override
    public ExitStatus run(NativeStrings command) {
        Supervision supervision = Supervision.begin(context);
        context.kernel().launcher().closeInherited();
        supervision.supervise(this, this);
        return supervision.endPause();
    }

    /** Signals go nowhere, but two of them end the pause. */
    @Override
    public boolean send(Signal signal) {
        asked |= signal == Signal.TERM || signal == Signal.INT;
        return asked;
    }

    /** There is no command that could be left out. */
    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public boolean isReached() {
        return asked;
    }
}

package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.Supervisor;
import dev.pidone.supervise.recipients.Recipients;

/**
 * Runs no command: reaps orphans until TERM or INT arrives, and ends with 0. What the infrastructure container of a pod
 * does.
 */
final class PauseMode implements Pid1Mode, Recipients, Ending {
    private final Kernel kernel;
    private final Options options;
    private final Log log;
    private boolean asked;

    PauseMode(Kernel kernel, Options options, Log log) {
        this.kernel = kernel;
        this.options = options;
        this.log = log;
    }

    @Override
    public ExitStatus run(NativeStrings command) {
        Supervisor supervisor = Supervision.begin(kernel, options, log);
        kernel.letGo();
        supervisor.supervise(this, this);
        return Supervision.endPause(supervisor);
    }

    /** Signals go nowhere, but two of them end the pause. */
    @Override
    public boolean send(Signal signal, Supervisor supervisor) {
        asked |= signal == Signal.TERM || signal == Signal.INT;
        return asked;
    }

    /** There is no command that could be left out. */
    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public boolean isReached(Supervisor supervisor) {
        return asked;
    }
}

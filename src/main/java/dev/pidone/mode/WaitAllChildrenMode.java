package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.LaunchException;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.AfterCommand;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.EveryProcessEnded;
import dev.pidone.supervise.Supervisor;

/** Ends when every process has ended, with the command's exit status. Signals go to all processes. */
final class WaitAllChildrenMode implements Pid1Mode {
    private final Kernel kernel;
    private final Options options;
    private final Log log;

    WaitAllChildrenMode(Kernel kernel, Options options, Log log) {
        this.kernel = kernel;
        this.options = options;
        this.log = log;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        Supervisor supervisor = Supervision.begin(kernel, options, log);
        Supervision.start(supervisor, options, command);
        kernel.endWithAllChildren();
        Ending all = new EveryProcessEnded(kernel, log);
        if (mayLeaveOthers()) {
            supervisor.supervise(supervisor.everyone(), new AfterCommand(kernel, log, all,
                    options.containment().waitLimit(), options.containment().exceptions()));
            supervisor.terminateEveryone(all);
        } else {
            supervisor.supervise(supervisor.everyone(), all);
        }
        return Supervision.end(supervisor, options);
    }

    /** Whether the end may come while others run, which are to end then. */
    private boolean mayLeaveOthers() {
        return options.containment().waitLimit() != Options.Containment.NO_LIMIT
                || options.containment().exceptions().length > 0;
    }
}

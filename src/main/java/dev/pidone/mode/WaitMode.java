package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.LaunchException;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.EveryProcessEnded;
import dev.pidone.supervise.Supervisor;
import dev.pidone.supervise.recipients.CommandGroup;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Recipients;

/** Ends when the command ends. Signals go to the command; orphans are adopted and reaped meanwhile. */
final class WaitMode implements Pid1Mode {
    private final Kernel kernel;
    private final Options options;
    private final Log log;

    WaitMode(Kernel kernel, Options options, Log log) {
        this.kernel = kernel;
        this.options = options;
        this.log = log;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        Supervisor supervisor = Supervision.begin(kernel, options, log);
        Supervision.start(supervisor, options, command);
        supervisor.supervise(recipients(), new CommandEnded());
        if (terminatesLeftovers(supervisor)) {
            supervisor.terminateEveryone(new EveryProcessEnded(kernel, log));
        }
        return Supervision.end(supervisor, options);
    }

    private Recipients recipients() {
        return options.forwarding().toGroup() ? new CommandGroup(kernel) : new CommandOnly(kernel);
    }

    /**
     * Where pidone is PID 1 the kernel kills what is left when pidone ends. Elsewhere nobody would: so whoever gave the
     * command a deadline gets the same there.
     */
    private boolean terminatesLeftovers(Supervisor supervisor) {
        return options.terminateLeftovers() || supervisor.hasDeadline() && kernel.processId() != 1;
    }
}

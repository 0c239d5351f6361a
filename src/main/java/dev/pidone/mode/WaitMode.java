package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.LaunchException;
import dev.pidone.report.Log;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.CommandOnly;
import dev.pidone.supervise.Supervisor;
import java.util.List;

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
    public ExitStatus run(List<String> command) throws LaunchException {
        Subreaper.become(kernel, options.subreaper(), log);
        Supervisor supervisor = new Supervisor(kernel, log);
        supervisor.start(new Launch(command, Grouping.OWN_GROUP));
        return supervisor.supervise(new CommandOnly(kernel), new CommandEnded());
    }
}

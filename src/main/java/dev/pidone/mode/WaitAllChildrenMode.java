package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.LaunchException;
import dev.pidone.report.Log;
import dev.pidone.supervise.Descendants;
import dev.pidone.supervise.EveryProcess;
import dev.pidone.supervise.EveryProcessEnded;
import dev.pidone.supervise.Recipients;
import dev.pidone.supervise.Supervisor;
import java.util.List;

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
    public ExitStatus run(List<String> command) throws LaunchException {
        Subreaper.become(kernel, options.subreaper(), log);
        Supervisor supervisor = new Supervisor(kernel, log);
        supervisor.start(new Launch(command, Grouping.OWN_GROUP));
        return supervisor.supervise(everyone(), new EveryProcessEnded(kernel, log));
    }

    private Recipients everyone() {
        return kernel.processId() == 1 ? new EveryProcess(kernel) : new Descendants(kernel, log);
    }
}

package dev.pidone.mode;

import dev.pidone.cli.Options.Containment;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.LaunchException;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.AfterCommand;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.EveryProcessEnded;

/** Ends when every process has ended, with the command's exit status. Signals go to all processes. */
final class WaitAllChildrenMode implements Pid1Mode {
    private final ModeContext context;

    WaitAllChildrenMode(ModeContext context) {
        this.context = context;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        Kernel kernel = context.kernel();
        Supervision supervision = Supervision.begin(context);
        supervision.start(command);
        kernel.events().endWithAllChildren();
        Ending all = new EveryProcessEnded(kernel, supervision.command(), context.log());
        Containment containment = context.options().containment();
        if (mayLeaveOthers(containment)) {
            supervision.supervise(supervision.everyone(), new AfterCommand(kernel, supervision.command(), context.log(),
                    all, containment.waitLimit(), containment.exceptions()));
            supervision.terminateEveryone(all);
        } else {
            supervision.supervise(supervision.everyone(), all);
        }
        return supervision.end();
    }

    /** Whether the end may come while others run, which are to end then. */
    private static boolean mayLeaveOthers(Containment containment) {
        return containment.waitLimit() != Clock.NEVER || containment.exceptions().length > 0;
    }
}

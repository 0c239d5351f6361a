package dev.pidone.mode;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Signals;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.EveryProcessEnded;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.recipients.CommandGroup;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Recipients;

/** Ends when the command ends. Signals go to the command; orphans are adopted and reaped meanwhile. */
final class WaitMode implements Pid1Mode {
    private final ModeContext context;

    WaitMode(ModeContext context) {
        this.context = context;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        Supervision supervision = Supervision.begin(context);
        supervision.start(command);
        supervision.supervise(recipients(supervision.command()), new CommandEnded(supervision.command()));
        if (terminatesLeftovers(supervision)) {
            supervision
                    .terminateEveryone(new EveryProcessEnded(context.kernel(), supervision.command(), context.log()));
        }
        return supervision.end();
    }

    private Recipients recipients(Command command) {
        Signals signals = context.kernel().signals();
        return context.options().forwarding().toGroup()
                ? new CommandGroup(signals, command)
                : new CommandOnly(signals, command);
    }

    /**
     * Where pidone is PID 1 the kernel kills what is left when pidone ends. Elsewhere nobody would: so whoever gave the
     * command a deadline gets the same there.
     */
    private boolean terminatesLeftovers(Supervision supervision) {
        return context.options().terminateLeftovers() || supervision.hasDeadline() && context.kernel().processId() != 1;
    }
}

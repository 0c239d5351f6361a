package dev.pidone.mode;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.FirstProcess;

/**
 * Runs another mode in a PID namespace of its own, from which no process escapes. There are two processes of pidone
 * then: the one inside is PID 1 there, and does all that the user has asked for. The one outside forwards signals to it
 * and ends with its status, which it has only when the kernel has emptied the namespace.
 */
final class ContainedMode implements Pid1Mode {
    private final Pid1Mode inside;
    private final ModeContext context;

    ContainedMode(Pid1Mode inside, ModeContext context) {
        this.inside = inside;
        this.context = context;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        if (options().messages().statusFd() >= 0) {
            context.kernel().namespace().keepOutsideIds();
        }
        int firstProcess = context.kernel().namespace().enterPidNamespace(grouping());
        if (firstProcess == 0) {
            return inside.run(command);
        }
        if (options().mode() == ModeName.EXEC) {
            return new FirstProcess(context.kernel(), context.log(), firstProcess).awaitEnd();
        }
        return new ExitStatus(Supervision.outside(context, firstProcess, grouping()));
    }

    private Options options() {
        return context.options();
    }

    /**
     * As that of a command; but what is not supervised stays where the keys of the terminal reach pidone outside, too.
     */
    private Grouping grouping() {
        if (options().mode() == ModeName.EXEC || options().mode() == ModeName.PAUSE) {
            return Grouping.INHERITED;
        }
        return options().forwarding().ownSession() ? Grouping.OWN_SESSION : Grouping.OWN_GROUP;
    }
}

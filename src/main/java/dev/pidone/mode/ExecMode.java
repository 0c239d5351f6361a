package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.memory.NativeStrings;

/**
 * Steps aside: the command takes pidone's place, and with it the process ID. For commands that are an init themselves.
 */
final class ExecMode implements Pid1Mode {
    private final ModeContext context;

    ExecMode(ModeContext context) {
        this.context = context;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        Options.Start start = context.options().start();
        context.kernel().launcher().become(new Launch(command, Grouping.INHERITED, start.user(), start.resetSignals()));
        throw new IllegalStateException("execve returned without an error");
    }
}

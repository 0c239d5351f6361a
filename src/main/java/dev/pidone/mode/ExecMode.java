package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.memory.NativeStrings;

/**
 * Steps aside: the command takes pidone's place, and with it the process ID. For commands that are an init themselves.
 */
final class ExecMode implements Pid1Mode {
    private final Kernel kernel;
    private final Options options;

    ExecMode(Kernel kernel, Options options) {
        this.kernel = kernel;
        this.options = options;
    }

    @Override
    public ExitStatus run(NativeStrings command) throws LaunchException {
        kernel.become(new Launch(command, Grouping.INHERITED, options.user()));
        throw new IllegalStateException("execve returned without an error");
    }
}

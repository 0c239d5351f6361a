package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.NativeStrings;

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

package dev.pidone.mode;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.LaunchException;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;

/** What pidone does as the first process: the strategy that {@code --pid1mode} selects. */
public interface Pid1Mode {
    /**
     * Runs a command from its start to the end that the mode defines.
     *
     * @param command the command's name and arguments; none where the mode runs none
     * @return the status with which pidone is to end
     * @throws LaunchException if the command cannot be executed
     */
    ExitStatus run(NativeStrings command) throws LaunchException;

    /** The mode with a name. */
    static Pid1Mode of(ModeName name, Kernel kernel, Options options, Log log) {
        Pid1Mode mode = modeItself(name, kernel, options, log);
        return options.containment().pidNamespace() ? new ContainedMode(mode, kernel, options, log) : mode;
    }

    private static Pid1Mode modeItself(ModeName name, Kernel kernel, Options options, Log log) {
        return switch (name) {
            case WAIT -> new WaitMode(kernel, options, log);
            case WAIT_ALL_CHILDREN -> new WaitAllChildrenMode(kernel, options, log);
            case EXEC -> new ExecMode(kernel, options);
            case PAUSE -> new PauseMode(kernel, options, log);
        };
    }
}

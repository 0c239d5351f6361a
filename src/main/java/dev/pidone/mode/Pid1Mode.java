package dev.pidone.mode;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.LaunchException;
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
}

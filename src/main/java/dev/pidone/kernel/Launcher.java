package dev.pidone.kernel;

import dev.pidone.memory.NativeStrings;

/** Starts programs. */
public interface Launcher {
    /**
     * Starts the command as a child.
     *
     * @return its process ID
     * @throws LaunchException if it could not be executed; no child is left then
     */
    int spawn(Launch launch) throws LaunchException;

    /**
     * Becomes the command, in place of pidone (execve(2)). Returns only by the exception.
     *
     * @throws LaunchException if the command could not be executed
     */
    void become(Launch launch) throws LaunchException;

    /**
     * Lets go of what the command has inherited by now: the working directory, so that pidone pins no mount, and the
     * descriptors beyond the standard ones, so that it keeps no pipe open.
     */
    void closeInherited();

    /** Makes room for what {@link #startProgram} needs. */
    void prepareToStartProgram();

    /**
     * Starts a program beside the command: with the command's environment, user and signals, {@code PIDONE_SIGNAL} and
     * {@code PIDONE_COMMAND_PID}; in a session of its own, so that it has no terminal, with nothing to read. Nothing is
     * waited for: whether the process can execute the program shows when it has ended.
     *
     * @param signal what its environment names, {@code null} for nothing
     * @param commandId what its environment names, 0 for nothing
     * @return its process ID, or a negated errno
     */
    int startProgram(NativeStrings program, Signal signal, int commandId);

    /**
     * Why the process that was started last has ended without being the program: an errno, 0 if it has been.
     */
    int programError();
}

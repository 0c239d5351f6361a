package dev.pidone.kernel;

import dev.pidone.io.OutputFile;

/**
 * The only door to the operating system: roles, each for whoever needs it. Everything above is tested against a
 * simulated kernel.
 *
 * <p>
 * One thread uses it. Nothing but {@link Events#awaitEvent} blocks. Once the command has started nothing allocates, and
 * what can be expected is a result, no exception: a process that is gone, or that pidone may not signal.
 */
public interface Kernel {
    /** The process ID of pidone in its own PID namespace: 1 means that it is the namespace's init (getpid(2)). */
    int processId();

    Launcher launcher();

    Events events();

    Children children();

    Signals signals();

    Processes processes();

    Terminal terminal();

    Clock clock();

    Namespace namespace();

    /**
     * Opens a file that pidone will write, before the command starts: later its working directory is another one.
     *
     * @param name one char a byte
     */
    OutputFile openFile(String name);

    /**
     * Notes what the kernel has counted of the memory of pidone's control group, which may be older than the run: from
     * now on {@link #memoryUse} tells what has come since.
     */
    void noteMemoryUse();

    /**
     * Tells what the kernel has counted of the memory of pidone's control group.
     *
     * @return {@code null} if that cannot be known
     */
    MemoryUse memoryUse();
}

package dev.pidone.kernel;

/** The controlling terminal of pidone's session, and job control (credentials(7)). */
public interface Terminal {
    /** Whether pidone's process group is the foreground process group of its controlling terminal (tcgetpgrp(3)). */
    boolean isForeground();

    /** Whether pidone's session has a controlling terminal. */
    boolean hasTerminal();

    /**
     * Whether a HUP or CONT that the kernel has sent may tell that the terminal has hung up. If not, it tells that
     * pidone's process group has become orphaned while somebody in it was stopped (setpgid(2)).
     */
    boolean mayHaveHungUp();

    /** The foreground process group of the terminal, -1 if there is no terminal (tcgetpgrp(3)). */
    int foregroundGroup();

    /**
     * Makes a process group of pidone's session the foreground group of the terminal, if there is one (tcsetpgrp(3)).
     *
     * @param processGroup its ID, or 0 for pidone's own
     */
    void setForeground(int processGroup);

    /**
     * Whether the command is to have the terminal before it asks: where standard input is the terminal, and standard
     * output is no pipe (pipe(7)). Who reads from a pipe, such as less(1), or writes into one, is usually in pidone's
     * own process group: it needs the terminal more than the command does, or must not miss its keys.
     */
    boolean isForCommand();

    /** The process group of a process, -1 if it is in another session than pidone, or gone. */
    int groupInSession(int processId);

    /**
     * Stops pidone itself, as a signal stops any process, until it is continued. Without effect for PID 1, and where
     * the kernel discards the signal because the process group is orphaned (setpgid(2)).
     *
     * @param signal STOP, TSTP, TTIN or TTOU: what the shell will see
     * @return whether pidone was stopped, and continued since
     */
    boolean stopSelf(Signal signal);

    /**
     * Stops all of pidone's process group like {@link #stopSelf}, as the terminal stops a job.
     *
     * @param signal TSTP, TTIN or TTOU
     * @return whether pidone was stopped, and continued since
     */
    boolean stopOwnGroup(Signal signal);

    /**
     * Whether pidone's parent is in the same session and leads another process group, as a shell with job control does,
     * which continues what has stopped. A parent outside the PID namespace is none. Nor is one that neither ignores
     * TSTP, as an interactive shell does, nor catches CHLD, as a script with {@code set -m} does: inits that give their
     * child a process group, such as tini and pidone, wait for signals that they block.
     */
    boolean isJobOfParent();
}

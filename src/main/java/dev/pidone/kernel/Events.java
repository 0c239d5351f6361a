package dev.pidone.kernel;

/** What pidone waits for. */
public interface Events {
    /**
     * Takes the signals that have arrived. If there are none, blocks until one has, the watched process has ended, or a
     * time has passed; may return early (ppoll(2), signalfd(2)).
     *
     * @param nanoseconds how long to wait at most, or {@link Clock#NEVER}
     */
    void awaitEvent(long nanoseconds);

    /**
     * Hands over the next of the signals that {@link #awaitEvent} has taken.
     *
     * @param into receives it
     * @return false if none is left
     */
    boolean nextSignal(ReceivedSignal into);

    /**
     * Makes {@link #awaitEvent} return when a process ends, also one that is no child (pidfd_open(2)). It replaces the
     * process watched before.
     *
     * @return false if the process is gone already or cannot be watched
     */
    boolean watch(int processId);

    /**
     * Makes {@link #awaitEvent} return once nobody can write to standard input any more: the other end of the pipe is
     * closed, or that of the socket closed or shut down (poll(2), POLLHUP and POLLRDHUP). Nothing is read.
     *
     * @return false if it is neither pipe nor socket, or cannot be watched
     */
    boolean watchInput();

    /** Whether {@link #awaitEvent} has found that nobody can write to standard input any more; true once. */
    boolean inputHasEnded();

    /**
     * Has signals that processes send forwarded the moment they arrive: {@link #awaitEvent} does it before it returns,
     * by machine code, and goes on waiting. Those behind a signal that is left to the caller are left to the caller as
     * well, so that their order stays.
     *
     * @param replacements what is sent in place of each signal; those mapped to nothing are left to the caller
     * @param reported which of them {@link #nextSignal} is to tell of nevertheless
     * @param target as for kill(2): a process, a negated process group, or -1 for every process, which only PID 1 may
     *     ask for; 0 for nobody: everything is left to the caller
     */
    void forwardDirectly(SignalMapping replacements, SignalSet reported, int target);

    /**
     * From now on tells of each signal whether it comes from inside the PID namespace, where it can be forged, and
     * forwards no such signal directly. For PID 1.
     */
    void distrustInside();

    /**
     * Notes that the end is reached when all children have ended, and not with the command: for the loop that goes on
     * where pidone itself fails (src/main/c/file.c).
     */
    void endWithAllChildren();
}

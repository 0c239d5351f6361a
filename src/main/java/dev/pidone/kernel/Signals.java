package dev.pidone.kernel;

/** Sends signals (kill(2)). */
public interface Signals {
    /**
     * Sends a signal to one process (kill(2)).
     *
     * @return false if there is no such process, or pidone may not signal it (ESRCH, EPERM), or its queue is full
     * (EAGAIN)
     */
    boolean signal(int processId, Signal signal);

    /**
     * Sends a signal to every process of a process group (killpg(3)).
     *
     * @return false if there is none that pidone may signal
     */
    boolean signalGroup(int processGroup, Signal signal);

    /**
     * Sends a signal to every process but pidone (kill(2) with -1). Only PID 1 may call it: elsewhere it would reach
     * processes that are none of pidone's business.
     *
     * @return false if there is none
     * @throws IllegalStateException if pidone is not PID 1
     */
    boolean signalEveryProcess(Signal signal);

    /**
     * Whether there is any process beside pidone, zombies included (kill(2) with -1 and no signal). Only PID 1 may call
     * it.
     *
     * @throws IllegalStateException if pidone is not PID 1
     */
    boolean hasOtherProcesses();

    /** Whether a process group has no member any more. */
    boolean isEmptyGroup(int processGroup);

    /** Whether there is no such process any more, be it one that pidone may not see or signal. */
    boolean isGone(int processId);

    /** Has the kernel send pidone a signal when its parent dies (PR_SET_PDEATHSIG(2const)). */
    void requestParentDeathSignal(Signal signal);
}

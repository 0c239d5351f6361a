package dev.pidone.linux;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.KernelException;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;

/** Sends signals. */
final class LinuxSignals implements Signals {
    static final int INIT = 1;
    /** As a process ID: all processes but the caller and PID 1 (kill(2)). */
    static final int EVERY_PROCESS = -1;

    private static final int NO_SIGNAL = 0;
    private static final long PR_SET_PDEATHSIG = 1;

    @Override
    public boolean signal(int processId, Signal signal) {
        return kill(processId, signal.number());
    }

    @Override
    public boolean signalGroup(int processGroup, Signal signal) {
        return kill(-processGroup, signal.number());
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        requireInit();
        return kill(EVERY_PROCESS, signal.number());
    }

    @Override
    public boolean hasOtherProcesses() {
        requireInit();
        return kill(EVERY_PROCESS, NO_SIGNAL);
    }

    /**
     * Anywhere else than in the init, what goes to everyone would reach processes that are none of pidone's business.
     */
    static void requireInit() {
        if (SharedState.ownId() != INIT) {
            throw new IllegalStateException("kill(-1) is for PID 1 only");
        }
    }

    private static boolean kill(int target, int signal) {
        return SystemCall.KILL.call(target, signal) == 0;
    }

    @Override
    public boolean isEmptyGroup(int processGroup) {
        // 0 and 1 would ask for something else (kill(2)).
        return processGroup > INIT && SystemCall.KILL.call(-processGroup, NO_SIGNAL) == -Errno.ESRCH.number();
    }

    @Override
    public boolean isGone(int processId) {
        return SystemCall.KILL.call(processId, NO_SIGNAL) == -Errno.ESRCH.number();
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        long error = SystemCall.PRCTL.call(PR_SET_PDEATHSIG, signal.number());
        if (error < 0) {
            throw new KernelException("prctl(PR_SET_PDEATHSIG)", (int) -error);
        }
    }
}

package dev.pidone.supervise.stop;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;

/** Whether the command has ended by what it was sent to end it, and nobody had to be killed. */
final class StopOutcome {
    /** By number whether a signal was sent. */
    private long sent;
    private boolean isKilled;
    private boolean isSuccess;

    void sent(Signal signal) {
        if (signal == Signal.KILL) {
            isKilled = true;
        } else {
            sent |= SignalSet.bit(signal);
        }
    }

    void commandEnded(WaitStatus status) {
        int number = status.exitCode() - ExitStatus.KILLED;
        isSuccess = number >= 1 && number <= Signal.MAX && (sent & SignalSet.bit(Signal.of(number))) != 0;
    }

    boolean isSuccess() {
        return isSuccess && !isKilled;
    }
}

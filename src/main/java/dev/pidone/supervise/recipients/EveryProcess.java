package dev.pidone.supervise.recipients;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;

/** Forwards signals to all processes of the PID namespace whose init pidone is. */
public final class EveryProcess implements Recipients {
    private final Signals signals;

    public EveryProcess(Signals signals) {
        this.signals = signals;
    }

    @Override
    public boolean includeCommandGroup() {
        return true;
    }

    @Override
    public int directTarget() {
        return -1;
    }

    @Override
    public boolean send(Signal signal) {
        return signals.signalEveryProcess(signal);
    }
}

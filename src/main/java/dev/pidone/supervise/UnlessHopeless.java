package dev.pidone.supervise;

import dev.pidone.supervise.stop.Stopping;

/** An ending that is also reached when killing does not help. */
final class UnlessHopeless implements Ending {
    private final Ending ending;
    private final Stopping stopping;

    UnlessHopeless(Ending ending, Stopping stopping) {
        this.ending = ending;
        this.stopping = stopping;
    }

    @Override
    public boolean isReached() {
        return ending.isReached() || stopping.isHopeless();
    }

    @Override
    public long recheckNanoseconds() {
        return ending.recheckNanoseconds();
    }
}

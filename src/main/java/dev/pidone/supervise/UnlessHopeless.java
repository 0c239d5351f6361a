package dev.pidone.supervise;

/** An ending that is also reached when killing does not help. */
final class UnlessHopeless implements Ending {
    private final Ending ending;
    private final StopTimeout stopTimeout;

    UnlessHopeless(Ending ending, StopTimeout stopTimeout) {
        this.ending = ending;
        this.stopTimeout = stopTimeout;
    }

    @Override
    public boolean isReached(Supervisor supervisor) {
        return ending.isReached(supervisor) || stopTimeout.isHopeless();
    }

    @Override
    public long recheckNanoseconds() {
        return ending.recheckNanoseconds();
    }
}

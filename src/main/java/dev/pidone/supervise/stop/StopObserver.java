package dev.pidone.supervise.stop;

import dev.pidone.kernel.Signal;

/** Is told what becomes of the stop plan. */
public interface StopObserver {
    /** The time limit is over, and begins the plan. */
    default void limitIsOver() {
    }

    /** Nobody can write to standard input any more, which begins the plan. */
    default void inputHasEnded() {
    }

    /** A step has begun. */
    default void stepBegan(StopPlan plan, int index) {
    }

    /**
     * The plan sends a signal to the command, or, once that has ended, to those that are left; one that has been held
     * back, too.
     */
    default void signalSent(Signal signal) {
    }

    /** A step has started a program. */
    default void programStarted(int processId) {
    }
}

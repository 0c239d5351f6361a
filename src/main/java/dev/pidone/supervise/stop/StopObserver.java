package dev.pidone.supervise.stop;

/** Is told what becomes of the stop plan. */
public interface StopObserver {
    /** The time limit is over, and begins the plan. */
    default void limitIsOver() {
    }

    /** A step has begun. */
    default void stepBegan(StopPlan plan, int index) {
    }

    /** A step has started a program. */
    default void programStarted(int processId) {
    }
}

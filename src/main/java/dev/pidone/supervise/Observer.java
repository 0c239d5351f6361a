package dev.pidone.supervise;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.supervise.stop.StopObserver;

/** Is told what happens in a run, the moment it does. What is passed is of use during the call only. */
public interface Observer extends StopObserver {
    /** Who a child is. */
    enum Child {
        COMMAND,
        /** A step of the stop plan has started it. */
        PROGRAM,
        /** It was adopted. */
        ORPHAN
    }

    /** The command has been started. */
    default void commandStarted(int processId) {
    }

    /** The command could not be started. */
    default void notStarted(ExitStatus status, Line reason) {
    }

    /**
     * A signal has arrived, and its sender may be about to go; {@link #signalHandled} follows where it is for others.
     */
    default void signalArrived(ReceivedSignal signal) {
    }

    /**
     * The signal asks to end, and is not dropped.
     *
     * @param isTyped whether a key of the terminal has caused it
     */
    default void stopRequested(ReceivedSignal signal, boolean isTyped) {
    }

    /**
     * It has been decided what becomes of the signal that has arrived.
     *
     * @param sent what was to be sent in its place, {@code null} for nothing
     */
    default void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
    }

    /** A child has stopped, or has ended and been reaped. */
    default void childChanged(ChildEvent child, Child who) {
    }

    /** Whoever is left after the command is told to end. */
    default void othersAreTold() {
    }

    /** A round of the supervisor is over: what is urgent has been done. */
    default void roundIsOver() {
    }

    /**
     * The run is over.
     *
     * @param status with what pidone ends
     * @param how how that came about
     */
    default void ended(ExitStatus status, HowItEnded how) {
    }
}

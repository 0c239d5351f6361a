package dev.pidone.supervise;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.supervise.stop.StopPlan;

/** All observers of a run, as one: each is told, in the order in which they were added. */
public final class Observers implements Observer {
    private static final int MOST = 10;

    private final Observer[] observers = new Observer[MOST];
    private int count;

    public void add(Observer observer) {
        observers[count] = observer;
        count++;
    }

    @Override
    public void inputHasEnded() {
        for (int each = 0; each < count; each++) {
            observers[each].inputHasEnded();
        }
    }

    @Override
    public void limitIsOver() {
        for (int each = 0; each < count; each++) {
            observers[each].limitIsOver();
        }
    }

    @Override
    public void stepBegan(StopPlan plan, int index) {
        for (int each = 0; each < count; each++) {
            observers[each].stepBegan(plan, index);
        }
    }

    @Override
    public void signalSent(Signal signal) {
        for (int each = 0; each < count; each++) {
            observers[each].signalSent(signal);
        }
    }

    @Override
    public void programStarted(int processId) {
        for (int each = 0; each < count; each++) {
            observers[each].programStarted(processId);
        }
    }

    @Override
    public void commandStarted(int processId) {
        for (int each = 0; each < count; each++) {
            observers[each].commandStarted(processId);
        }
    }

    @Override
    public void notStarted(ExitStatus status, Line reason) {
        for (int each = 0; each < count; each++) {
            observers[each].notStarted(status, reason);
        }
    }

    @Override
    public void signalArrived(ReceivedSignal signal) {
        for (int each = 0; each < count; each++) {
            observers[each].signalArrived(signal);
        }
    }

    @Override
    public void stopRequested(ReceivedSignal signal, boolean isTyped) {
        for (int each = 0; each < count; each++) {
            observers[each].stopRequested(signal, isTyped);
        }
    }

    @Override
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        for (int each = 0; each < count; each++) {
            observers[each].signalHandled(signal, sent, outcome);
        }
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        for (int each = 0; each < count; each++) {
            observers[each].childChanged(child, who);
        }
    }

    @Override
    public void othersAreTold() {
        for (int each = 0; each < count; each++) {
            observers[each].othersAreTold();
        }
    }

    @Override
    public void roundIsOver() {
        for (int each = 0; each < count; each++) {
            observers[each].roundIsOver();
        }
    }

    @Override
    public void ended(ExitStatus status, HowItEnded how) {
        for (int each = 0; each < count; each++) {
            observers[each].ended(status, how);
        }
    }
}

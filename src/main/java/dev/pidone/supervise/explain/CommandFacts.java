package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Message;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopSignals;

/**
 * What had happened by the command's end, recorded when it happened. Whatever is said later is said of these facts: by
 * then others may have been killed, and more signals may have come.
 */
public final class CommandFacts implements Observer {
    private final Clock clock;
    private final StopCause cause;
    private final WaitStatus status = WaitStatus.of(0);
    /** By number of a signal which step of the plan has sent it to the command, 0 for none. */
    private final int[] stepOf = new int[Signal.MAX + 1];
    private StopPlan plan = StopPlan.NONE;
    private int step;
    /** By number the signals that were sent to the command. */
    private long delivered;
    private Signal lastToEnd;
    /** The last signal that was passed on to the command the moment it arrived. */
    private Signal lastPassedOn;
    private final Sender lastSender;
    private long start;
    private long end;
    private boolean hasEnded;
    private boolean wasAsked;
    private int lastStep;

    /** @param cause is told of everything before */
    public CommandFacts(Kernel kernel, StopCause cause) {
        clock = kernel.clock();
        this.cause = cause;
        lastSender = new Sender(kernel.processes());
    }

    @Override
    public void commandStarted(int processId) {
        start = clock.nanoTime();
    }

    @Override
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        if (outcome == Outcome.FORWARDED) {
            deliver(sent, 0);
            if (!hasEnded) {
                lastPassedOn = sent;
                lastSender.note(signal, false);
            }
            if (StopSignals.include(signal.signal(), sent)) {
                lastToEnd = sent;
            }
        }
    }

    @Override
    public void signalSent(Signal signal) {
        deliver(signal, step);
        if (signal != Signal.KILL) {
            lastToEnd = signal;
        }
    }

    private void deliver(Signal signal, int byStep) {
        if (!hasEnded) {
            delivered |= SignalSet.bit(signal);
            stepOf[signal.number()] = byStep;
        }
    }

    @Override
    public void stepBegan(StopPlan newPlan, int index) {
        if (!newPlan.isOwn()) {
            plan = newPlan;
            step = index + 1;
        }
    }

    @Override
    public void othersAreTold() {
        lastToEnd = Signal.TERM;
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (who == Child.COMMAND && child.status().ended()) {
            end = clock.nanoTime();
            hasEnded = true;
            status.set(child.status());
            wasAsked = cause.isKnown();
            int bySignal = status.isKilled() ? stepOf[status.signal().number()] : 0;
            lastStep = bySignal > 0 ? bySignal : step;
        }
    }

    WaitStatus status() {
        return status;
    }

    /** Nanoseconds from the command's start to its end. */
    long runTime() {
        return end - start;
    }

    /** When it ended, as of {@link Clock#nanoTime}. */
    long end() {
        return end;
    }

    /** Whether pidone had been told to end by then, or the time limit was over. */
    boolean wasAsked() {
        return wasAsked;
    }

    /** Whether a signal that had arrived, or was of the plan, had been sent to the command by then. */
    boolean wasSent(Signal signal) {
        return (delivered & SignalSet.bit(signal)) != 0;
    }

    /** Whether the last signal that was passed on the moment it arrived is this one: then its sender is known. */
    boolean wasLast(Signal signal) {
        return signal == lastPassedOn && !isOfPlan(signal);
    }

    /** Adds who has sent it: {@code  sent by pid=12 (sh), user 1000}. */
    void addLastSenderTo(Message message) {
        lastSender.addTo(message);
    }

    /**
     * Whether a step of the plan, or the time limit, had been the last to send it, and not who had sent it to pidone.
     */
    boolean isOfPlan(Signal signal) {
        return stepOf[signal.number()] > 0;
    }

    /** Whether anything that asks to end had been sent to the command by then. */
    boolean wasTold() {
        return wasAsked && (delivered & ~SignalSet.bit(Signal.KILL)) != 0;
    }

    /** Whether pidone has killed it. */
    boolean isKilledByPidone() {
        return status.isKilled() && status.signal() == Signal.KILL && wasSent(Signal.KILL);
    }

    /** The last signal that was sent to end the command, or others after its end; {@code null} if none was. */
    Signal lastToEnd() {
        return lastToEnd;
    }

    /** The user's plan, empty before it has begun, or if there is none. */
    StopPlan plan() {
        return plan;
    }

    /** The step of the user's plan that has ended the command, or ran at its end, counted from 1; 0 for none. */
    int stepAtEnd() {
        return lastStep;
    }

    /** The step that runs now, counted from 1; 0 for none. */
    int step() {
        return step;
    }
}

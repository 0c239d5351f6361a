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
    /**
     * Nanoseconds within which a signal that was sent has its effect. What comes later may be of another one of its
     * number, which somebody has sent past pidone.
     */
    private static final long SOON = 10_000_000_000L;

    private final Clock clock;
    private final StopCause cause;
    private final WaitStatus status = WaitStatus.of(0);
    /** By number of a signal which step of the plan has sent it to the command, 0 for none. */
    private final int[] stepOf = new int[Signal.MAX + 1];
    private StopPlan plan = StopPlan.NONE;
    private int step;
    /** By number the signals that were sent to the command, and when last. */
    private long delivered;
    private final long[] deliveredAt = new long[Signal.MAX + 1];
    /** By number those of them that were to end it. */
    private long deliveredToEnd;
    /** By number the signals that arrived to be sent to the command, when last, and from whom. */
    private long arrived;
    private final long[] arrivedAt = new long[Signal.MAX + 1];
    private final int[] senderOf = new int[Signal.MAX + 1];
    /** By number those that came from two senders, so soon one after the other that either may have had the effect. */
    private long ofTwoSenders;
    private Signal lastToEnd;
    private Origin originOfLastToEnd;
    private Origin originOfStep = Origin.LIMIT;
    /** The last signal that was passed on to the command the moment it arrived, and as what it arrived. */
    private Signal lastPassedOn;
    private Signal lastReceived;
    private final Sender lastSender;
    private long start;
    private long end;
    private boolean hasEnded;
    private boolean wasAsked;
    private int lastStep;

    /** Why a signal is sent. */
    enum Origin {
        /** It has arrived. */
        ARRIVED,
        /** Another one has arrived, or it is not known which. */
        REWRITTEN,
        /** A step of the user's plan sends it. */
        STEP,
        /** It is sent at the time limit, or to whoever is left after the command. */
        LIMIT
    }

    /** @param cause is told of everything before */
    public CommandFacts(Kernel kernel, StopCause cause) {
        clock = kernel.clock();
        this.cause = cause;
        lastSender = new Sender(kernel, Sender.Fields.END);
    }

    @Override
    public void commandStarted(int processId) {
        start = clock.nanoTime();
    }

    @Override
    public void signalHandled(ReceivedSignal signal, Signal sent, Outcome outcome) {
        boolean isForwarded = outcome == Outcome.FORWARDED;
        boolean isToEnd = isForwarded && StopSignals.include(signal.signal(), sent);
        if (!hasEnded && (isForwarded || outcome == Outcome.HELD)) {
            long now = clock.nanoTime();
            noteSender(signal, sent, now);
            if (isForwarded) {
                deliver(sent, 0, isToEnd, now);
                lastPassedOn = sent;
                lastReceived = signal.signal();
                lastSender.note(signal, false);
            }
        }
        if (isToEnd) {
            lastToEnd = sent;
            originOfLastToEnd = sent == signal.signal() ? Origin.ARRIVED : Origin.REWRITTEN;
        }
    }

    private void noteSender(ReceivedSignal signal, Signal sent, long now) {
        int number = sent.number();
        long bit = SignalSet.bit(sent);
        int sender = Sender.number(signal);
        if ((arrived & bit) != 0) {
            if (now - arrivedAt[number] > SOON) {
                ofTwoSenders &= ~bit;
            } else if (senderOf[number] != sender) {
                ofTwoSenders |= bit;
            }
        }
        arrived |= bit;
        arrivedAt[number] = now;
        senderOf[number] = sender;
    }

    @Override
    public void signalSent(Signal signal) {
        if (!hasEnded) {
            deliver(signal, step, true, clock.nanoTime());
        }
        if (signal != Signal.KILL) {
            lastToEnd = signal;
            originOfLastToEnd = originOfStep == Origin.ARRIVED && cause.signal() != null && cause.signal() != signal
                    ? Origin.REWRITTEN
                    : originOfStep;
        }
    }

    private void deliver(Signal signal, int byStep, boolean isToEnd, long now) {
        delivered |= SignalSet.bit(signal);
        deliveredToEnd |= isToEnd ? SignalSet.bit(signal) : 0;
        deliveredAt[signal.number()] = now;
        stepOf[signal.number()] = byStep;
    }

    @Override
    public void stepBegan(StopPlan newPlan, int index) {
        if (newPlan.step(index).kind() == StopPlan.Kind.FORWARD) {
            originOfStep = Origin.ARRIVED;
        } else {
            originOfStep = newPlan.isOwn() ? Origin.LIMIT : Origin.STEP;
        }
        if (!newPlan.isOwn()) {
            plan = newPlan;
            step = index + 1;
        }
    }

    @Override
    public void othersAreTold() {
        lastToEnd = Signal.TERM;
        originOfLastToEnd = Origin.LIMIT;
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

    /**
     * Whether the command may have ended by a signal that was sent to it: one that it was sent long ago, and not to end
     * it, has had its effect long ago.
     */
    boolean mayHaveEndedBy(Signal signal) {
        return wasSent(signal) && ((deliveredToEnd & SignalSet.bit(signal)) != 0 || wasSentLately(signal));
    }

    private boolean wasSentLately(Signal signal) {
        return wasSent(signal) && end - deliveredAt[signal.number()] <= SOON;
    }

    /** Whether a signal was sent to the command shortly before its end, and for one sender alone. */
    private boolean isOfOneSender(Signal signal) {
        return wasSentLately(signal) && (ofTwoSenders & SignalSet.bit(signal)) == 0;
    }

    /** Whether a signal was sent to the command for the one who has first asked pidone to end, and for nobody else. */
    boolean isOfCause(Signal signal) {
        return isOfOneSender(signal) && (arrived & SignalSet.bit(signal)) != 0
                && cause.isFrom(senderOf[signal.number()]);
    }

    /** Whether the last signal that was passed on the moment it arrived is this one: then its sender is known. */
    boolean wasLast(Signal signal) {
        return signal == lastPassedOn && !isOfPlan(signal) && isOfOneSender(signal);
    }

    /** Adds where the last one comes from: {@code  sent by pid=12 (sh), user 1000}. */
    void addLastTo(Message message) {
        if (lastReceived != lastPassedOn) {
            message.text(" by pidone, in place of ").signal("received_signal", lastReceived);
        }
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

    /** Whether the plan has killed it in its first step, before any time was over. */
    boolean isKilledAtOnce() {
        return lastStep == 1 && stepOf[Signal.KILL.number()] == 1;
    }

    /** Why the last signal was sent that was to end the command. */
    Origin originOfLastToEnd() {
        return originOfLastToEnd;
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

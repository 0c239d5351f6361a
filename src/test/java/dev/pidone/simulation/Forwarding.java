package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.simulation.PendingSignals.Entry;
import java.util.ArrayList;
import java.util.List;

/** One signal that pidone has received, and what it did about it until it went on to something else. */
final class Forwarding {
    private final Entry received;
    private final Signal expected;
    private final boolean commandWasReaped;
    private final List<SimulatedProcess> reached = new ArrayList<>();
    private int sentToEveryone;
    private int sentToGroup;
    private boolean groupWasContinued;
    private Signal unexpected;
    private long lastListing = Long.MAX_VALUE;

    /** @param expected what must be sent; {@code null} for nothing */
    Forwarding(Entry received, Signal expected, boolean commandWasReaped) {
        this.received = received;
        this.expected = expected;
        this.commandWasReaped = commandWasReaped;
    }

    Signal received() {
        return received.signal();
    }

    boolean isSentByProcess() {
        return received.sentByProcess();
    }

    /** What must be sent; {@code null} for nothing. */
    Signal expected() {
        return expected;
    }

    boolean commandWasReaped() {
        return commandWasReaped;
    }

    void sentTo(SimulatedProcess process, Signal signal) {
        note(signal);
        reached.add(process);
        process.reachedBy = this;
    }

    void sentToEveryone(Signal signal) {
        note(signal);
        sentToEveryone++;
    }

    void sentToGroup(Signal signal) {
        if (received.signal() == Signal.CONT && signal == Signal.CONT) {
            groupWasContinued = true;
        } else {
            note(signal);
            sentToGroup++;
        }
    }

    private void note(Signal signal) {
        if (signal != expected) {
            unexpected = signal;
        }
    }

    void listingBegins(long now) {
        lastListing = now;
    }

    /** A signal that was sent and must not have been; {@code null} if there was none. */
    Signal unexpected() {
        return unexpected;
    }

    /** The processes that it was sent to, one by one. */
    List<SimulatedProcess> reached() {
        return reached;
    }

    /** Whether it was sent to a process; {@code null} for many processes at once. */
    boolean hasReached(SimulatedProcess process) {
        return process == null ? !reachedNobody() : reached.contains(process);
    }

    int timesSentToEveryone() {
        return sentToEveryone;
    }

    int timesSentToGroup() {
        return sentToGroup;
    }

    boolean groupWasContinued() {
        return groupWasContinued;
    }

    boolean reachedNobody() {
        return reached.isEmpty() && sentToEveryone == 0 && sentToGroup == 0;
    }

    /** When pidone last began to look for processes; the end of time if it did not. */
    long lastListing() {
        return lastListing;
    }

    @Override
    public String toString() {
        return received.signal() + (received.sentByProcess() ? " from pid=" + received.sender() : " from the kernel");
    }
}

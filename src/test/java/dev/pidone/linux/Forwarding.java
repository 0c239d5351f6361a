package dev.pidone.linux;

import dev.pidone.linux.PendingSignals.Entry;
import java.util.ArrayList;
import java.util.List;

/** One signal that pidone has received, and what it did about it until it went on to something else. */
final class Forwarding {
    private final Entry received;
    private final boolean commandWasReaped;
    private final List<SimulatedProcess> reached = new ArrayList<>();
    private int sentToEveryone;
    private long lastListing = Long.MAX_VALUE;

    Forwarding(Entry received, boolean commandWasReaped) {
        this.received = received;
        this.commandWasReaped = commandWasReaped;
    }

    /** Whether there is nothing to forward: the kernel tells of a child. */
    boolean isForPidone() {
        return received.signal() == Signal.CHLD && !received.sentByProcess();
    }

    Signal signal() {
        return received.signal();
    }

    boolean commandWasReaped() {
        return commandWasReaped;
    }

    void sentTo(SimulatedProcess process) {
        reached.add(process);
        process.reachedBy = this;
    }

    void sentToEveryone() {
        sentToEveryone++;
    }

    void listingBegins(long now) {
        lastListing = now;
    }

    /** The processes that it was sent to, one by one. */
    List<SimulatedProcess> reached() {
        return reached;
    }

    int timesSentToEveryone() {
        return sentToEveryone;
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

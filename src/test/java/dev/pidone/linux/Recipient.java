package dev.pidone.linux;

/** Whom the signals that pidone receives must reach. */
public enum Recipient {
    /** The command until it has been reaped, and nobody else. */
    COMMAND {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            int expected = forwarding.commandWasReaped() ? 0 : 1;
            if (forwarding.timesSentToEveryone() != 0 || forwarding.reached().size() != expected
                    || expected == 1 && forwarding.reached().getFirst() != command) {
                return "must go to the command" + (expected == 0 ? ", which was reaped, so to nobody" : "");
            }
            return null;
        }
    },
    /** Every process of the namespace, at once. */
    EVERY_PROCESS {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            return forwarding.timesSentToEveryone() == 1 && forwarding.reached().isEmpty()
                    ? null
                    : "must be sent to all processes at once";
        }
    },
    /**
     * Each descendant once. One that was forked during pidone's last look for processes, by a parent that the signal
     * had not reached, may be missed: no look into /proc could do better.
     */
    DESCENDANTS {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            if (forwarding.timesSentToEveryone() != 0) {
                return "must not go to strangers";
            }
            if (forwarding.reached().stream().distinct().count() != forwarding.reached().size()) {
                return "must reach nobody twice";
            }
            for (SimulatedProcess process : world.livingCharges()) {
                if (process.reachedBy != forwarding && process.born < forwarding.lastListing()) {
                    return "has not reached the descendant " + process;
                }
            }
            return null;
        }
    };

    /** What is wrong with the way in which a signal was forwarded; {@code null} if nothing is. */
    abstract String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command);

    /** @see #complaint(Forwarding, SimulatedWorld, SimulatedProcess) */
    String check(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
        if (forwarding.isForPidone()) {
            return forwarding.timesSentToEveryone() == 0 && forwarding.reached().isEmpty()
                    ? null
                    : "is for pidone and must not be forwarded";
        }
        return complaint(forwarding, world, command);
    }
}

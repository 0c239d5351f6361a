package dev.pidone.simulation;

/** Whom the signals that pidone receives must reach. */
public enum Recipient {
    NOBODY {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            return forwarding.reachedNobody() ? null : "must reach nobody";
        }
    },
    /** The command until it has been reaped, and nobody else; if it is stopped CONT may go to its whole group. */
    COMMAND {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            if (forwarding.commandWasReaped()) {
                return NOBODY.complaint(forwarding, world, command);
            }
            boolean single = forwarding.reached().size() == 1 && forwarding.reached().getFirst() == command;
            boolean others = forwarding.timesSentToEveryone() != 0 || forwarding.timesSentToGroup() != 0;
            return single != forwarding.groupWasContinued() && !others ? null : "must go to the command";
        }
    },
    /** The command's process group until the command has been reaped. */
    COMMAND_GROUP {
        @Override
        String complaint(Forwarding forwarding, SimulatedWorld world, SimulatedProcess command) {
            if (forwarding.commandWasReaped()) {
                return NOBODY.complaint(forwarding, world, command);
            }
            boolean once = forwarding.timesSentToGroup() == 1 || forwarding.groupWasContinued();
            boolean others = forwarding.timesSentToEveryone() != 0 || !forwarding.reached().isEmpty();
            return once && !others ? null : "must go to the command's process group";
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
        if (forwarding.unexpected() != null) {
            return "must not become " + forwarding.unexpected();
        }
        if (forwarding.expected() == null) {
            return forwarding.reachedNobody() && !forwarding.groupWasContinued() ? null : "must not be forwarded";
        }
        return complaint(forwarding, world, command);
    }
}

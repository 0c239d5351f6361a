package dev.pidone.simulation;

import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.supervise.stop.StopPlan;

/**
 * What pidone has been told to do, as far as the kernel gets to see it.
 *
 * @param hasCommand whether it runs a command
 * @param endsWithCommand whether it supervises no longer than the command runs, leftovers aside
 * @param grouping how the command is to be started
 * @param recipient whom forwarded signals must reach as long as the command has not ended
 * @param recipientOfLeftovers whom they must reach afterwards
 * @param mapping which signal is forwarded where another one arrives
 * @param plan what happens from the first signal on that asks to end
 * @param timeLimit nanoseconds after which the plan begins by itself, -1 for never
 * @param stopsOnInputEnd whether the plan begins as well when nobody can write to standard input any more
 * @param terminatesLeftovers whether what is left when the command has ended is ended, too
 * @param terminatesOrphans whether orphans of the command's session are ended
 * @param reportsWaiting whether it says whom it waits for, once it was told to end or the command has ended
 * @param containment what keeps processes in, and what waits for them
 */
public record Expectations(boolean hasCommand, boolean endsWithCommand, Grouping grouping, Recipient recipient,
        Recipient recipientOfLeftovers, SignalMapping mapping, StopPlan plan, long timeLimit, boolean stopsOnInputEnd,
        boolean terminatesLeftovers, boolean terminatesOrphans, boolean reportsWaiting, Containment containment) {
    private static final long DEFAULT_GRACE = 5_000_000_000L;

    /**
     * What keeps processes in, and what waits for them.
     *
     * @param commandIsInit whether the command is a pidone inside a PID namespace
     * @param waitLimit nanoseconds from the command's end for which others are waited for, -1 for ever
     * @param exceptServers whether nobody waits for servers
     * @param onlyFromOutside whether signals from inside the PID namespace are dropped
     */
    public record Containment(boolean commandIsInit, long waitLimit, boolean exceptServers, boolean onlyFromOutside) {
    }

    /** Nanoseconds between TERM and KILL for leftovers and orphans. */
    long grace() {
        return plan.grace() < 0 ? DEFAULT_GRACE : plan.grace();
    }

    /** What is to be sent where a signal arrives; {@code null} for nothing. */
    Signal replacement(Signal received) {
        Signal replacement = mapping.replacement(received);
        boolean discarded = replacement == Signal.TSTP || replacement == Signal.TTIN || replacement == Signal.TTOU;
        // The kernel discards these where the process group is orphaned, as it is in a session of its own.
        return discarded && grouping == Grouping.OWN_SESSION && !containment.commandIsInit()
                ? Signal.STOP
                : replacement;
    }
}

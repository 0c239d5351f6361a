package dev.pidone.cli;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.UserName;
import dev.pidone.log.Level;
import dev.pidone.log.LogStyle;
import dev.pidone.supervise.stop.StopPolicy;

/**
 * What the user wants, from the command line and the environment.
 *
 * @param mode how pidone behaves as the first process
 * @param logLevel the least important messages that are written
 * @param subreaper whether pidone adopts orphans where it is not PID 1
 * @param forwarding to whom and as what signals are forwarded
 * @param stopping what happens when pidone is told to end
 * @param terminateLeftovers whether what still runs when the command has ended is ended, too
 * @param terminateOrphans whether orphans of the command's session are ended
 * @param warnOnReap whether each reaped orphan is worth a warning
 * @param parentDeathSignal what pidone is sent when its parent dies, {@code null} for nothing
 * @param start how the command is started
 * @param exitStatuses with which status pidone ends in place of the command's
 * @param containment what keeps processes in, and what waits for them
 * @param messages how and what pidone says
 */
public record Options(ModeName mode, Level logLevel, boolean subreaper, Forwarding forwarding, StopPolicy stopping,
        boolean terminateLeftovers, boolean terminateOrphans, boolean warnOnReap, Signal parentDeathSignal, Start start,
        ExitStatusMapping exitStatuses, Containment containment, Messages messages) {

    /** What holds where nothing is said. */
    public static final Options DEFAULT = new Options(ModeName.WAIT, Level.WARN, true,
            new Forwarding(false, false, new SignalMapping()), StopPolicy.NONE, false, false, false, null,
            Start.DEFAULT, new ExitStatusMapping(), Containment.NONE, Messages.DEFAULT);

    /**
     * How the command is started.
     *
     * @param user as whom it runs, {@code null} for pidone's own user
     * @param resetSignals it ignores and blocks no signal, whatever pidone was given
     */
    public record Start(UserName user, boolean resetSignals) {
        public static final Start DEFAULT = new Start(null, false);
    }

    /**
     * How and what pidone says.
     *
     * @param style how it looks
     * @param waitReport nanoseconds after which it is said who is waited for, {@link Clock#NEVER} for never
     * @param terminationLog the file that is told how it has ended, one char a byte; {@code null} for none
     * @param report the file that a page about the run is written to, likewise
     * @param statusFd the descriptor that a program reads from what becomes of the command, -1 for none
     */
    public record Messages(LogStyle style, long waitReport, String terminationLog, String report, int statusFd) {
        /** Sooner than Docker kills, which waits for 10 s. */
        private static final long DEFAULT_WAIT_REPORT = 5_000_000_000L;
        public static final Messages DEFAULT = new Messages(LogStyle.DEFAULT, DEFAULT_WAIT_REPORT, null, null, -1);
    }

    /**
     * What keeps processes in, and what waits for them.
     *
     * @param pidNamespace all of it runs in a PID namespace of its own
     * @param waitLimit nanoseconds from the command's end for which others are waited for, {@link Clock#NEVER} for ever
     * @param exceptions the names of programs that nobody waits for
     * @param onlyFromOutside signals of processes in the PID namespace are dropped
     * @param strangerLimit nanoseconds that processes may stay that have entered from outside, {@link Clock#NEVER} for
     *     ever
     */
    public record Containment(boolean pidNamespace, long waitLimit, String[] exceptions, boolean onlyFromOutside,
            long strangerLimit) {
        public static final Containment NONE = new Containment(false, Clock.NEVER, new String[0], false, Clock.NEVER);
    }

    /**
     * To whom and as what signals are forwarded.
     *
     * @param toGroup to the command's process group instead of the command
     * @param ownSession the command leads a session of its own
     * @param mapping which signal is forwarded where another one arrives
     */
    public record Forwarding(boolean toGroup, boolean ownSession, SignalMapping mapping) {
    }
}

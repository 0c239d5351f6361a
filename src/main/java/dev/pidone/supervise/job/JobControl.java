package dev.pidone.supervise.job;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.kernel.Terminal;

/**
 * Makes pidone and the command one job for the shell that pidone was started from, as if the command had been started
 * there directly (credentials(7), "The GNU C Library: Job Control").
 *
 * <p>
 * The command has a process group of its own, so that the keys of the terminal reach the command and not pidone. The
 * shell only sees pidone. So when the command stops, pidone takes the terminal back and stops as well; when the shell
 * continues pidone, the command is continued, and given the terminal again if the shell gave it to pidone.
 */
public final class JobControl {
    private static final int OWN_GROUP = 0;
    private static final int NOBODY = Integer.MIN_VALUE;

    private final Command command;
    private final Terminal terminal;
    private final Signals signals;
    private final Namespace namespace;
    private final boolean isInit;
    private final boolean ownSession;
    /** Whether the command has a process group of its own in pidone's session, to which the terminal can be given. */
    private final boolean ownGroup;
    private final boolean commandIsInit;
    private boolean commandIsStopped;
    /** It has had the terminal, or was stopped for want of it. */
    private boolean commandNeedsTerminal;
    private boolean pidoneWasStopped;
    /** The process group of what the command has left that has been given the terminal. */
    private int borrower = NOBODY;
    /** Another one, which was stopped for want of it meanwhile. */
    private int nextBorrower = NOBODY;

    /** @param ownSession whether the command has a session, and so a terminal, of its own */
    public JobControl(Kernel kernel, Command command, boolean ownSession) {
        this(kernel, command, ownSession ? Grouping.OWN_SESSION : Grouping.OWN_GROUP, false);
    }

    private JobControl(Kernel kernel, Command command, Grouping grouping, boolean commandIsInit) {
        this.command = command;
        terminal = kernel.terminal();
        signals = kernel.signals();
        namespace = kernel.namespace();
        isInit = kernel.processId() == 1;
        ownSession = grouping == Grouping.OWN_SESSION;
        ownGroup = grouping == Grouping.OWN_GROUP;
        this.commandIsInit = commandIsInit;
    }

    /** That of pidone outside a PID namespace, for which the pidone inside is the command. */
    public static JobControl outside(Kernel kernel, Command command, Grouping grouping) {
        return new JobControl(kernel, command, grouping, true);
    }

    /** Whether a signal asks a job to stop. Unlike STOP it can be caught, so pidone gets to see it. */
    public static boolean asksToStop(Signal signal) {
        return signal == Signal.TSTP || signal == Signal.TTIN || signal == Signal.TTOU;
    }

    /** Whether a signal stops a process that does not handle it. */
    public static boolean stops(Signal signal) {
        return signal == Signal.STOP || asksToStop(signal);
    }

    /** Whether there is more to do about a signal than to forward it. */
    public static boolean decidesOn(Signal signal) {
        return signal == Signal.CONT || asksToStop(signal);
    }

    /**
     * What is forwarded in place of a signal. In a session of its own the command's process group is orphaned: the
     * kernel discards these signals there, unless they are handled, but not STOP (setpgid(2), signal(7)).
     */
    public Signal forOrphanedGroup(Signal signal) {
        return ownSession && !commandIsInit && asksToStop(signal) ? Signal.STOP : signal;
    }

    /**
     * A signal that asks the job to stop has been forwarded: whoever sent it to pidone means pidone, too.
     *
     * @param isKey whether it is a key of the terminal that pidone's own process group had
     * @param othersGotIt whether others than the command were sent it
     * @return whether those who got it are to be continued: a key has stopped them, pidone cannot stop, and nobody else
     * would continue them. For the command alone its own stop decides that ({@link #commandStopped})
     */
    public boolean stopWasForwarded(Signal signal, boolean isKey, boolean othersGotIt) {
        commandIsStopped = true;
        takeTerminalBack();
        if (stopSelf(signal)) {
            return false;
        }
        if (isKey && (othersGotIt || commandIsInit || command.hasEnded())) {
            commandIsStopped = namespace.stopOutside(signal);
            return !commandIsStopped;
        }
        if (!ownSession || !mayStop() || command.hasEnded()) {
            return false;
        }
        // The kernel has discarded pidone's own stop as nobody on the terminal could continue it, but the command was
        // stopped by STOP. Whoever has sent the signal can send CONT; who has pressed a key cannot.
        if (isKey) {
            resume();
        } else {
            stopSelf(Signal.STOP);
        }
        return false;
    }

    /** The command was stopped by a signal. */
    public void commandStopped(Signal signal) {
        if (ownGroup && isForBackgroundUse(signal) && terminal.isForeground()) {
            // The shell has put pidone into the foreground without a signal, since it was running: pass that on.
            terminal.setForeground(command.processId());
            signals.signalGroup(command.processId(), Signal.CONT);
            return;
        }
        if (commandIsStopped && namespace.isContained()) {
            // By a signal from outside: there pidone has stopped with it.
            return;
        }
        commandIsStopped = true;
        commandNeedsTerminal |= isForBackgroundUse(signal);
        if (terminal.hasTerminal()) {
            takeTerminalBack();
            if (!stopJob(signal) && signal == Signal.TSTP) {
                resume();
            }
        }
    }

    /**
     * What the command has left was stopped. As a child of pidone it is in no orphaned process group, so that to read
     * from the terminal is not an error as without pidone, but a stop (setpgid(2)); and nobody but pidone could
     * continue it.
     */
    public void orphanStopped(int processId, Signal signal) {
        int group = ownGroup && command.hasEnded() && !commandIsStopped && asksToStop(signal) && terminal.hasTerminal()
                ? terminal.groupInSession(processId)
                : -1;
        if (group <= 0) {
            return;
        }
        boolean isForeground = terminal.isForeground();
        if (isForBackgroundUse(signal) && (isForeground || terminal.foregroundGroup() == borrower)) {
            if (isForeground) {
                lend(group);
            } else {
                nextBorrower = group;
            }
            return;
        }
        commandIsStopped = true;
        takeTerminalBack();
        if (!stopJob(signal)) {
            commandIsStopped = false;
            if (signal == Signal.TSTP) {
                lend(group);
            }
        }
    }

    /** Has it try again, if it has the terminal now: otherwise it would be stopped without end. */
    private void lend(int group) {
        terminal.setForeground(group);
        if (terminal.foregroundGroup() == group) {
            borrower = group;
            signals.signalGroup(group, Signal.CONT);
        }
    }

    /** One that is not the command has ended. */
    public void orphanEnded() {
        if (borrower == NOBODY || !signals.isEmptyGroup(borrower)) {
            return;
        }
        takeTerminalBack();
        int next = nextBorrower;
        borrower = NOBODY;
        nextBorrower = NOBODY;
        if (next != NOBODY && terminal.isForeground()) {
            lend(next);
        }
    }

    /** Everyone who is left gets CONT. */
    public void restContinued() {
        commandIsStopped = false;
    }

    /**
     * The terminal stops a job as a whole, but the command has a group of its own: the rest of a pipeline, or the
     * script that pidone was started by, would go on, and the shell with the prompt would wait for them.
     *
     * @return whether pidone was stopped
     */
    private boolean stopJob(Signal signal) {
        if (namespace.isContained()) {
            return namespace.stopOutside(signal);
        }
        if (asksToStop(signal)) {
            return mayStop() && wasStopped(terminal.stopOwnGroup(signal));
        }
        // STOP was meant for the command alone. A shell with job control is to know, and nobody else would continue pidone.
        return terminal.isJobOfParent() && stopSelf(signal);
    }

    /**
     * The key has no effect on a process group that nobody could continue: where pidone leads the session, as in a
     * container, the kernel would have discarded the signal had the command been started directly.
     */
    private void resume() {
        commandIsStopped = false;
        if (ownGroup && commandNeedsTerminal && terminal.isForeground()) {
            terminal.setForeground(command.processId());
        }
        signals.signalGroup(command.processId(), Signal.CONT);
    }

    /** Continues the command's process group if the command is stopped; returns whether it was. */
    public boolean continueStopped() {
        boolean wasStopped = commandIsStopped;
        commandIsStopped = false;
        if (wasStopped) {
            signals.signalGroup(command.processId(), Signal.CONT);
        }
        return wasStopped;
    }

    /** Whether the command, as far as is known, is stopped. */
    public boolean isStopped() {
        return commandIsStopped;
    }

    private static boolean isForBackgroundUse(Signal signal) {
        return signal == Signal.TTIN || signal == Signal.TTOU;
    }

    /**
     * pidone has received CONT.
     *
     * @param groupIsReached whether the signal will be forwarded to all of the command's process group anyway
     * @return true if the command's whole group has been continued, so that nothing is left to forward
     */
    public boolean continued(boolean groupIsReached) {
        if (ownGroup && (commandNeedsTerminal || terminal.isForCommand()) && terminal.isForeground()) {
            terminal.setForeground(command.processId());
        }
        boolean wasStopped = commandIsStopped;
        commandIsStopped = false;
        return wasStopped && !groupIsReached && signals.signalGroup(command.processId(), Signal.CONT);
    }

    private boolean wasStopped(boolean stopped) {
        pidoneWasStopped |= stopped;
        return stopped;
    }

    /** Whether pidone has been stopped since this was asked last: much may have arrived since, CONT above all. */
    public boolean wasStopped() {
        boolean answer = pidoneWasStopped;
        pidoneWasStopped = false;
        return answer;
    }

    /** The command has ended: whoever reads from the terminal next must find pidone's group in the foreground again. */
    public void commandEnded() {
        commandIsStopped = false;
        takeTerminalBack();
    }

    private void takeTerminalBack() {
        if (!ownGroup) {
            return;
        }
        int foreground = terminal.foregroundGroup();
        if (foreground == command.processId() || foreground == borrower || signals.isEmptyGroup(foreground)) {
            commandNeedsTerminal = true;
            terminal.setForeground(OWN_GROUP);
        }
    }

    private boolean stopSelf(Signal signal) {
        return mayStop() && wasStopped(terminal.stopSelf(signal));
    }

    /** A namespace must not be without its init. */
    private boolean mayStop() {
        return !isInit;
    }
}

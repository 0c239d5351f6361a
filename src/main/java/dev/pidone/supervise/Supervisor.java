package dev.pidone.supervise;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.Children.Reaping;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Launcher;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.supervise.Observer.Child;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.Stopping;

/**
 * The loop that the waiting modes share: receive signals, forward them, reap. One thread runs it; it blocks in the
 * kernel and in steady state allocates nothing.
 *
 * <p>
 * A process ID stands for its process only until it is reaped: so signals are forwarded before children are reaped, in
 * every round.
 */
public final class Supervisor {
    private final Log log;
    private final Events events;
    private final Children children;
    private final Launcher launcher;
    private final Command command;
    private final JobControl jobControl;
    private final Delivery delivery;
    private final Stopping stopping;
    private final Observer observer;
    private final Forwarder forwarder;
    private final Chore chores;
    private final ChildEvent child;
    private boolean mustReap;

    /**
     * @param mapping which signal is forwarded where another one arrives
     * @param chores what has to be done beside
     * @param detail how much the observer wants to hear
     */
    public Supervisor(Kernel kernel, Log log, Job job, SignalMapping mapping, Chore chores, Detail detail) {
        this.log = log;
        this.chores = chores;
        events = kernel.events();
        children = kernel.children();
        launcher = kernel.launcher();
        command = job.command();
        jobControl = job.jobControl();
        delivery = job.delivery();
        stopping = job.stopping();
        observer = job.observer();
        forwarder = new Forwarder(kernel, job, mapping, detail != Detail.DECISIONS);
        child = children.newEvent(detail == Detail.EVERY_CHILD);
    }

    /** How much an observer wants to hear; each level includes those before it. */
    public enum Detail {
        /** Signals that something has to be decided about. */
        DECISIONS,
        /** Every signal. */
        EVERY_SIGNAL,
        /** What is known of each child that has ended. */
        EVERY_CHILD
    }

    /**
     * Starts the command as a child.
     *
     * @throws LaunchException if it cannot be executed
     */
    public void start(Launch launch) throws LaunchException {
        hasStarted(launcher.spawn(launch));
        stopping.commandStarted();
        observer.commandStarted(command.processId());
    }

    /** The command has been started already. */
    public void hasStarted(int processId) {
        command.started(processId);
        launcher.closeInherited();
    }

    /**
     * Supervises until an end is reached.
     *
     * @param recipients who is sent the signals that arrive
     * @param ending when to stop; it is asked after every round
     */
    public void supervise(Recipients recipients, Ending ending) {
        delivery.setRecipients(recipients);
        while (!ending.isReached()) {
            try {
                performChores(ending);
            } catch (RuntimeException | OutOfMemoryError e) {
                goOnAfter(e);
            }
            forwarder.forwardDirectly();
            events.awaitEvent(mustReap ? 0 : timeLimit(ending));
            log.log(Level.TRACE, Event.WOKEN_UP, "woken up");
            try {
                mustReap = true;
                forwarder.forwardSignals();
                if (events.inputHasEnded()) {
                    stopping.inputHasEnded();
                }
                forwarder.followStopInside();
                boolean hadEnded = command.hasEnded();
                mustReap = jobControl.wasStopped() || !reapChildren();
                if (command.hasEnded() && !hadEnded) {
                    forwarder.passOnKey();
                }
                observer.roundIsOver();
            } catch (RuntimeException | OutOfMemoryError e) {
                goOnAfter(e);
            }
        }
        stopping.end();
    }

    /** Once supervision has begun, pidone goes on: the command must not die of an error of its supervisor. */
    private void goOnAfter(Throwable error) {
        log.begin(Level.ERROR, Event.INTERNAL_ERROR).text("going on after an internal error: ")
                .printable(error.getMessage() == null ? "no more is known" : error.getMessage()).end();
    }

    /** Where it is open whether the end is reached, nothing more must be begun. */
    private void performChores(Ending ending) {
        if (ending.recheckNanoseconds() != 0) {
            stopping.perform();
            chores.perform();
        }
    }

    private long timeLimit(Ending ending) {
        return Clock.shorter(Clock.shorter(ending.recheckNanoseconds(), stopping.dueIn()), chores.dueIn());
    }

    /**
     * Ends what is left when the command has ended: TERM, after a grace period KILL, until nobody is left.
     *
     * @param ending when nobody is left
     */
    public void terminateEveryone(Ending ending) {
        if (ending.isReached()) {
            return;
        }
        observer.othersAreTold();
        stopping.killLater();
        Recipients everyone = delivery.everyone();
        everyone.send(Signal.TERM);
        everyone.send(Signal.CONT);
        supervise(everyone, new UnlessHopeless(ending, stopping));
    }

    /** Returns false if more may be there to reap, but signals come first: many children, or pidone was stopped. */
    private boolean reapChildren() {
        Reaping result = children.reap(child);
        while (result == Reaping.CHANGED) {
            childChanged(child.processId(), child.status());
            if (jobControl.wasStopped()) {
                return false;
            }
            result = children.reap(child);
        }
        command.setHasChildren(result != Reaping.NO_CHILDREN);
        return result != Reaping.ENOUGH;
    }

    private void childChanged(int processId, WaitStatus status) {
        if (processId == command.processId() && !command.hasEnded()) {
            observer.childChanged(child, Child.COMMAND);
            commandChanged(status);
        } else {
            boolean isProgram = status.ended() && stopping.programEnded(processId, status);
            observer.childChanged(child, isProgram ? Child.PROGRAM : Child.ORPHAN);
            if (status.ended()) {
                jobControl.orphanEnded();
            } else {
                jobControl.orphanStopped(processId, status.signal());
            }
        }
    }

    private void commandChanged(WaitStatus status) {
        if (status.ended()) {
            command.ended(status);
            stopping.commandEnded(status);
            jobControl.commandEnded();
        } else {
            jobControl.commandStopped(status.signal());
        }
    }
}

package dev.pidone.supervise;

import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.Terminal;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.stop.StopSignals;
import dev.pidone.supervise.stop.Stopping;

/** Decides what becomes of each signal that arrives. */
final class Forwarder {
    /** What a command ends with that INT or QUIT has killed, or that ends as if they had. */
    private static final int INTERRUPTED = 130;
    private static final int QUIT = 131;

    private final Kernel kernel;
    private final Job job;
    private final SignalMapping mapping;
    private final boolean reportAll;
    private final int self;
    private final Events events;
    private final Namespace namespace;
    private final Terminal terminal;
    private final Command command;
    private final JobControl jobControl;
    private final Delivery delivery;
    private final Stopping stopping;
    private final Observer observer;
    private final ReceivedSignal received = new ReceivedSignal();
    private DirectForwarding directForwarding;

    /**
     * @param mapping which signal is forwarded where another one arrives
     * @param reportAll whether the observer wants to hear of every signal
     */
    Forwarder(Kernel kernel, Job job, SignalMapping mapping, boolean reportAll) {
        this.kernel = kernel;
        this.job = job;
        this.mapping = mapping;
        this.reportAll = reportAll;
        self = kernel.processId();
        events = kernel.events();
        namespace = kernel.namespace();
        terminal = kernel.terminal();
        command = job.command();
        jobControl = job.jobControl();
        delivery = job.delivery();
        stopping = job.stopping();
        observer = job.observer();
    }

    /**
     * Has forwarded at once what needs no decision. Prepared when the command runs already: it need not wait for this.
     */
    void forwardDirectly() {
        if (directForwarding == null) {
            directForwarding = new DirectForwarding(kernel, job, mapping, reportAll);
        }
        directForwarding.update(delivery.recipients().directTarget());
    }

    /** Deals with all signals that have been taken. */
    void forwardSignals() {
        while (events.nextSignal(received)) {
            observer.signalArrived(received);
            if (received.isDistrusted() && received.sender() != self) {
                observer.signalHandled(received, null, Outcome.DISTRUSTED);
            } else if (isForOthers()) {
                forward(received.signal());
            }
        }
    }

    /** The kernel's own SIGCHLD is for pidone, and so is what comes of pidone's own doing (giving up a terminal). */
    private boolean isForOthers() {
        return (received.signal() != Signal.CHLD || received.sentByProcess()) && received.sender() != self
                && !isOfOrphanedGroup();
    }

    /**
     * Whether the kernel sends HUP and CONT since pidone's process group has become orphaned while somebody in it was
     * stopped (setpgid(2)). That was not the command, which has a group of its own; and anyone in the session may join
     * pidone's group, stop there, and have it orphaned. Where pidone was told to stop it is the command's business.
     */
    private boolean isOfOrphanedGroup() {
        Signal signal = received.signal();
        return !received.sentByProcess() && (signal == Signal.HUP || signal == Signal.CONT) && !jobControl.isStopped()
                && !terminal.mayHaveHungUp();
    }

    private void forward(Signal signal) {
        Signal replacement = mapping.replacement(signal);
        if (replacement == null) {
            observer.signalHandled(received, null, Outcome.DROPPED);
            return;
        }
        boolean groupIsReached = replacement == Signal.CONT && delivery.recipients().includeCommandGroup();
        if (signal == Signal.CONT && replacement == Signal.CONT && isContinued(groupIsReached)) {
            observer.signalHandled(received, null, Outcome.CONTINUED);
            return;
        }
        replacement = jobControl.forOrphanedGroup(replacement);
        boolean isTyped = isTyped();
        if (StopSignals.include(signal, replacement)) {
            observer.stopRequested(received, isTyped);
        }
        if (stopping.holds(signal, replacement, isTyped)) {
            observer.signalHandled(received, replacement, Outcome.HELD);
            return;
        }
        if (isTyped) {
            namespace.passKey(signal);
        }
        boolean arrived = received.isForwarded() ? received.hasArrived() : delivery.send(replacement, isTyped);
        observer.signalHandled(received, replacement, arrived ? Outcome.FORWARDED : Outcome.NOBODY);
        stopping.forwarded(signal, replacement);
        if (JobControl.asksToStop(signal) && jobControl.stopWasForwarded(signal, isTyped && !received.sentByProcess(),
                arrived && delivery.recipients().includeCommandGroup())) {
            delivery.send(Signal.CONT, isTyped);
        }
    }

    /** Whether job control has done all that there is to do about CONT. */
    private boolean isContinued(boolean groupIsReached) {
        if (command.hasEnded()) {
            jobControl.restContinued();
            return false;
        }
        return jobControl.continued(groupIsReached);
    }

    /**
     * Whether a key of the terminal has caused the signal: a whole process group gets those. That it was pidone's and
     * not the command's is because a shell gives the terminal to a job that runs already without telling it. Where it
     * was that of the pidone outside the namespace, that one has passed it on.
     */
    private boolean isTyped() {
        Signal signal = received.signal();
        boolean byKernel = !received.sentByProcess() || received.sender() == 0 && namespace.takeKey(signal);
        return byKernel && (signal == Signal.INT || signal == Signal.QUIT || signal == Signal.TSTP);
    }

    /**
     * The command has ended. A key of the terminal goes to its process group, and pidone does not hear of it. To
     * whoever waits for all others in a namespace, too, it is a signal that asks to end, if the command ends by it.
     */
    void passOnKey() {
        int code = command.exitCode();
        boolean byKey = (code == INTERRUPTED || code == QUIT) && namespace.isContained() && terminal.hasTerminal();
        if (byKey && delivery.recipients().includeCommandGroup()) {
            stopping.hasMissed(code == INTERRUPTED ? Signal.INT : Signal.QUIT);
        }
    }

    /** A stop that the pidone inside a namespace cannot take part in. */
    void followStopInside() {
        Signal signal = namespace.stopInside();
        if (signal != null && !command.hasEnded()) {
            jobControl.commandStopped(signal);
        }
    }
}

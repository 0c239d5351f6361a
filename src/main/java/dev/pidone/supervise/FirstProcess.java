package dev.pidone.supervise;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children.Reaping;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Events;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Processes.Readiness;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.Signals;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Log;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.JobControl;

/**
 * A command that is PID 1 of a namespace, seen from outside. Signals that such a process has not prepared for have no
 * effect on it (pid_namespaces(7)); whoever has started pidone expects the effect that they have on any other process.
 * So pidone, outside, brings it about: it kills the namespace, or stops the command and itself.
 */
public final class FirstProcess {
    /** What has no effect by default (signal(7)): CHLD, CONT, URG, WINCH. */
    private static final SignalSet HARMLESS = SignalSet.of(Signal.CHLD, Signal.CONT, Signal.URG, Signal.WINCH);

    /** So often a signal that found itself blocked is looked after, and so long after each look. */
    private static final int LOOKS = 50;
    private static final long LOOK_NANOSECONDS = 20_000_000;

    /** Who runs all the while is not about to block it again. */
    private static final int BUSY_LOOKS = 3;
    private static final byte NOT = 0;
    private static final byte SENT = 1;
    private static final byte UNSENT = 2;
    /** The terminal has sent it. */
    private static final byte SHARED = 3;

    private final Kernel kernel;
    private final Log log;
    private final Signals signals;
    private final Events events;
    private final int processId;
    private final ReceivedSignal received = new ReceivedSignal();
    private final ChildEvent child;
    private final WaitStatus status = WaitStatus.of(0);
    private final ProcUnusable procUnusable;
    private boolean hasEnded;
    private Signal killer;
    /** By signal number, those that something may yet have to be done about: SENT, or not sent yet. */
    private final byte[] held = new byte[Signal.MAX + 1];
    private final byte[] busyLooks = new byte[Signal.MAX + 1];
    private int looksLeft;

    /** @param processId that of the process that is about to become the command */
    public FirstProcess(Kernel kernel, Log log, int processId) {
        this.kernel = kernel;
        this.log = log;
        procUnusable = new ProcUnusable(log, "a signal that the command, as PID 1, does not handle has no effect");
        signals = kernel.signals();
        events = kernel.events();
        child = kernel.children().newEvent(false);
        this.processId = processId;
        kernel.launcher().closeInherited();
    }

    /** Waits for the command's end, and with it that of everything in its namespace. */
    public ExitStatus awaitEnd() {
        // Until it is the command it blocks every signal, and those that came would have no effect afterwards.
        kernel.namespace().awaitCommandInside();
        reap();
        while (!hasEnded) {
            events.awaitEvent(looksLeft == 0 ? Clock.NEVER : LOOK_NANOSECONDS);
            while (events.nextSignal(received)) {
                if (isForCommand()) {
                    pass(received.signal(), isSharedKey(received.signal()));
                }
            }
            lookAgain();
            reap();
        }
        takeTerminalBack();
        if (killer != null && status.isKilled() && status.signal() == Signal.KILL) {
            status.set(WaitStatus.killed(killer));
        }
        return new ExitStatus(status.exitCode());
    }

    private boolean isForCommand() {
        return (received.signal() != Signal.CHLD || received.sentByProcess())
                && received.sender() != kernel.processId();
    }

    /** @param isShared whether the command has got it already, as all of its process group */
    private void pass(Signal signal, boolean isShared) {
        Readiness readiness = HARMLESS.contains(signal)
                ? Readiness.PREPARED
                : kernel.processes().readiness(processId, signal);
        if (readiness == Readiness.UNPREPARED) {
            takeEffect(signal);
            return;
        }
        if (readiness == Readiness.BUSY) {
            // It is sent when it is known to be taken: who has taken it may look unprepared the next moment.
            lookLater(isShared ? SHARED : UNSENT, signal);
            return;
        }
        if (readiness == Readiness.UNKNOWN) {
            procUnusable.say();
        }
        if (readiness == Readiness.BLOCKED || readiness == Readiness.PENDING) {
            // A shell does so for the moment of a fork: when it has done, the kernel drops the signal.
            lookLater(SENT, signal);
        }
        if (!isShared) {
            signals.signal(processId, signal);
        }
    }

    private void lookLater(byte state, Signal signal) {
        held[signal.number()] = state;
        busyLooks[signal.number()] = 0;
        looksLeft = LOOKS;
    }

    private void takeEffect(Signal signal) {
        if (JobControl.asksToStop(signal)) {
            stop(signal);
        } else {
            killer = signal;
            signals.signal(processId, Signal.KILL);
        }
    }

    /** Whoever blocks a signal and has it no more has taken it. Others unblock it soon; so some looks are enough. */
    private void lookAgain() {
        if (looksLeft == 0) {
            return;
        }
        looksLeft--;
        for (int number = 1; number <= Signal.MAX; number++) {
            if (held[number] != NOT) {
                lookAgain(Signal.of(number), held[number]);
            }
        }
    }

    private void lookAgain(Signal signal, byte state) {
        Readiness readiness = kernel.processes().readiness(processId, signal);
        if (readiness == Readiness.BUSY && ++busyLooks[signal.number()] < BUSY_LOOKS) {
            return;
        }
        boolean isPending = readiness == Readiness.PENDING && state == SENT;
        held[signal.number()] = isPending && looksLeft > 0 ? SENT : NOT;
        if (readiness == Readiness.BUSY || readiness == Readiness.UNPREPARED) {
            takeEffect(signal);
        } else if (state != SENT) {
            pass(signal, state == SHARED);
        }
    }

    /** What the terminal sends it sends to the whole process group, in which the command is, too. */
    private boolean isSharedKey(Signal signal) {
        return !received.sentByProcess()
                && (signal == Signal.INT || signal == Signal.QUIT || signal == Signal.TSTP || signal == Signal.WINCH);
    }

    /** STOP from outside is the one stop that PID 1 knows. Where pidone itself cannot stop nobody is to. */
    private void stop(Signal signal) {
        signals.signal(processId, Signal.STOP);
        kernel.terminal().stopSelf(signal);
        signals.signal(processId, Signal.CONT);
    }

    private void reap() {
        Reaping result = kernel.children().reap(child);
        for (; result == Reaping.CHANGED || result == Reaping.ENOUGH; result = kernel.children().reap(child)) {
            if (child.processId() == processId && child.status().ended()) {
                status.set(child.status());
                hasEnded = true;
            }
        }
    }

    /** A shell has a process group of its own, and may not have given the terminal back. */
    private void takeTerminalBack() {
        if (signals.isEmptyGroup(kernel.terminal().foregroundGroup())) {
            kernel.terminal().setForeground(0);
        }
    }
}

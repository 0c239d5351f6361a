package dev.pidone.mode;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.history.RunHistory;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;
import dev.pidone.report.HowItEnded;
import dev.pidone.supervise.Policy;
import dev.pidone.supervise.Supervisor;

/** Turns the user's options into what the supervisor is given, the same for all modes that supervise. */
final class Supervision {
    private Supervision() {
    }

    static Supervisor begin(Kernel kernel, Options options, Log log) {
        adoptOrphans(kernel, options.subreaper(), log);
        if (options.containment().onlyFromOutside()) {
            distrustInside(kernel, log);
        }
        Policy policy = new Policy(options.forwarding().mapping(), options.stopping().plan(),
                options.stopping().timeLimit(), options.stopping().successOnStop(), options.terminateOrphans(),
                options.warnOnReap(), options.messages().waitReport());
        return new Supervisor(kernel, log, policy, options.forwarding().ownSession(),
                options.messages().report() == null ? null : history(kernel, options, log));
    }

    /** Before anything is started: the file's name counts from the working directory of now. */
    private static RunHistory history(Kernel kernel, Options options, Log log) {
        return RunHistory.begin(kernel, log, options.messages().report(), options.mode().toString(),
                options.mode() == ModeName.WAIT_ALL_CHILDREN, options.containment().exceptions());
    }

    /**
     * Starts the command.
     *
     * @throws LaunchException if it cannot be executed
     */
    static void start(Supervisor supervisor, Options options, NativeStrings command) throws LaunchException {
        try {
            supervisor.start(new Launch(command,
                    options.forwarding().ownSession() ? Grouping.OWN_SESSION : Grouping.OWN_GROUP, options.user()));
        } catch (LaunchException e) {
            if (supervisor.history() != null) {
                supervisor.history().notStarted(e.exitStatus(), e.reason());
            }
            throw e;
        }
    }

    /** Says how it has ended; returns the status with which pidone does. */
    static ExitStatus end(Supervisor supervisor, Options options) {
        ExitStatus status = status(supervisor, options);
        supervisor.sayHowItEnded(status.code());
        if (supervisor.history() != null) {
            supervisor.history().end(status, ending(supervisor, status));
        }
        return status;
    }

    /** The pause is over. */
    static ExitStatus endPause(Supervisor supervisor) {
        if (supervisor.history() != null) {
            supervisor.history().end(ExitStatus.SUCCESS, HowItEnded.PAUSE);
        }
        return ExitStatus.SUCCESS;
    }

    private static HowItEnded ending(Supervisor supervisor, ExitStatus status) {
        if (supervisor.limitIsOver()) {
            return HowItEnded.TIME_LIMIT;
        }
        if (supervisor.endIsSuccess()) {
            return HowItEnded.TOLD;
        }
        return status.code() == supervisor.exitCode() ? HowItEnded.COMMAND : HowItEnded.REMAPPED;
    }

    private static ExitStatus status(Supervisor supervisor, Options options) {
        if (supervisor.limitIsOver()) {
            return ExitStatus.TIME_LIMIT;
        }
        if (supervisor.endIsSuccess()) {
            return ExitStatus.SUCCESS;
        }
        return new ExitStatus(options.exitStatuses().replacement(supervisor.exitCode()));
    }

    private static void distrustInside(Kernel kernel, Log log) {
        if (kernel.processId() == 1) {
            kernel.distrustInside();
        } else {
            log.warn(Event.NOT_PID1, "not PID 1: signals are taken from everyone");
        }
    }

    /** The kernel brings orphans to PID 1 by itself, to any other process on demand. */
    private static void adoptOrphans(Kernel kernel, boolean wanted, Log log) {
        if (kernel.processId() == 1) {
            return;
        }
        if (wanted) {
            if (!kernel.adoptOrphans()) {
                log.warn(Event.NOT_PID1,
                        "not PID 1, and this kernel makes it no subreaper: zombies will not be reaped");
            }
        } else if (!kernel.adoptsOrphans()) {
            log.warn(Event.NOT_PID1,
                    "not PID 1 and no subreaper: orphans go to another process, zombies of theirs are not reaped here");
        }
    }
}

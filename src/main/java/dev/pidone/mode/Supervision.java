package dev.pidone.mode;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.cli.Toggle;
import dev.pidone.history.Ending;
import dev.pidone.history.RunHistory;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.NativeStrings;
import dev.pidone.report.Log;
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
                options.warnOnReap());
        return new Supervisor(kernel, log, policy, options.forwarding().ownSession(),
                options.report() == null ? null : history(kernel, options, log));
    }

    /** Before anything is started: the file's name counts from the working directory of now. */
    private static RunHistory history(Kernel kernel, Options options, Log log) {
        return RunHistory.begin(kernel, log, options.report(), options.mode().toString(),
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

    /** Supervision is over; returns the status with which pidone ends. */
    static ExitStatus end(Supervisor supervisor, Options options) {
        if (supervisor.limitIsOver()) {
            return end(supervisor, ExitStatus.TIME_LIMIT, Ending.TIME_LIMIT);
        }
        if (supervisor.endIsSuccess()) {
            return end(supervisor, ExitStatus.SUCCESS, Ending.TOLD);
        }
        int code = options.exitStatuses().replacement(supervisor.exitCode());
        return end(supervisor, new ExitStatus(code), code == supervisor.exitCode() ? Ending.COMMAND : Ending.REMAPPED);
    }

    /** The pause is over. */
    static ExitStatus endPause(Supervisor supervisor) {
        return end(supervisor, ExitStatus.SUCCESS, Ending.PAUSE);
    }

    private static ExitStatus end(Supervisor supervisor, ExitStatus status, Ending how) {
        if (supervisor.history() != null) {
            supervisor.history().end(status, how);
        }
        return status;
    }

    private static void distrustInside(Kernel kernel, Log log) {
        if (kernel.processId() == 1) {
            kernel.distrustInside();
        } else {
            log.warn("not PID 1: signals are taken from everyone");
        }
    }

    /** The kernel brings orphans to PID 1 by itself, to any other process on demand. */
    private static void adoptOrphans(Kernel kernel, Toggle wanted, Log log) {
        if (kernel.processId() == 1) {
            return;
        }
        if (wanted != Toggle.OFF) {
            if (!kernel.adoptOrphans()) {
                log.warn("not PID 1, and this kernel makes it no subreaper: zombies will not be reaped");
            }
        } else if (!kernel.adoptsOrphans()) {
            log.warn(
                    "not PID 1 and no subreaper: orphans go to another process, zombies of theirs are not reaped here");
        }
    }
}

package dev.pidone;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Options;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.io.OutputFile;
import dev.pidone.io.StandardOutput;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.LaunchException;
import dev.pidone.linux.LinuxKernel;
import dev.pidone.linux.launch.GainedRights;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.log.Console;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.LogWriter;
import dev.pidone.log.StandardError;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.Line;
import dev.pidone.mode.ModeContext;
import dev.pidone.mode.Modes;
import dev.pidone.syscall.Descriptors;

/** Understands the call, chooses the mode, runs it, and ends with its status. The main class of the static file. */
public final class Pidone {
    private static final int LONGEST_MESSAGE = 256;

    private Pidone() {
    }

    /** @param args not used: the arguments are where the kernel put them */
    public static void main(String[] args) {
        LinuxKernel.exit(run(ProcessStart.read(), new StandardError()));
    }

    /** Does what pidone was started for; returns the status to end with, whatever happens. */
    static ExitStatus run(ProcessStart start, LogWriter writer) {
        if (GainedRights.are(start.environment())) {
            Console.complain("the file of pidone gives it rights that you do not have: take its set-user-ID and"
                    + " set-group-ID bits and its capabilities away");
            return ExitStatus.PIDONE_FAILED;
        }
        try {
            Request request = Cli.understand(start.arguments(), start.environment());
            if (request instanceof Request.Print print) {
                return print(print.text());
            }
            return run((Request.Run) request, new LinuxKernel(start), start, writer);
        } catch (UsageException e) {
            Console.complain(e.reason(), e.inJson());
            if (e.terminationLog() != null) {
                TerminationLog.write(e.reason(), OutputFile.open(e.terminationLog(), Descriptors.AT_FDCWD));
            }
        } catch (RuntimeException | Error e) {
            Console.complain("internal error: " + e.getMessage());
        }
        return ExitStatus.PIDONE_FAILED;
    }

    private static ExitStatus print(Request.Text text) {
        int error = StandardOutput.print(text == Request.Text.HELP ? StandardOutput.HELP : StandardOutput.VERSION);
        if (error != 0) {
            Console.complain(new Line(LONGEST_MESSAGE).text("cannot write to standard output: ").errno(error), false);
            return ExitStatus.PIDONE_FAILED;
        }
        return ExitStatus.SUCCESS;
    }

    private static ExitStatus run(Request.Run request, Kernel kernel, ProcessStart start, LogWriter writer) {
        Options options = request.options();
        Log log = new Log(options.logLevel(), options.messages().style(), start.environment(), writer, kernel.clock());
        for (String warning : request.warnings()) {
            log.warn(Event.UNKNOWN_VARIABLE, warning);
        }
        TerminationLog terminationLog = TerminationLog.open(options.messages().terminationLog(), kernel, log);
        try {
            if (options.parentDeathSignal() != null) {
                kernel.signals().requestParentDeathSignal(options.parentDeathSignal());
            }
            return Modes.of(new ModeContext(kernel, options, log, terminationLog, start.arguments()))
                    .run(request.command());
        } catch (LaunchException e) {
            log.begin(Level.ERROR, Event.LAUNCH_FAILED).line(e.reason()).field("exit_status", e.exitStatus().code())
                    .end();
            if (terminationLog.isOpen()) {
                terminationLog.write(TerminationLog.line().line(e.reason()));
            }
            return e.exitStatus();
        }
    }
}

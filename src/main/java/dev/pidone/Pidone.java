package dev.pidone;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Options;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.LinuxKernel;
import dev.pidone.linux.NativeStrings;
import dev.pidone.linux.ProcessStart;
import dev.pidone.mode.Pid1Mode;
import dev.pidone.report.Console;
import dev.pidone.report.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The main class: understands the call, chooses the mode, runs it, and ends with its status. */
public final class Pidone {
    private Pidone() {
    }

    /** @param args not used but for their number: the bytes of the arguments are read from where the kernel put them */
    public static void main(String[] args) {
        // Linking takes about as long as parsing: side by side they are done sooner.
        new Thread(new LinuxKernel.Preparation(), "link").start();
        LinuxKernel.exit(run(ProcessStart.read(args.length)));
    }

    /** Does what pidone was started for; returns the status to end with, whatever happens. */
    static ExitStatus run(ProcessStart start) {
        try {
            Request request = Cli.understand(NativeStrings.of(start.arguments()),
                    NativeStrings.of(start.environment()));
            if (request instanceof Request.Print print) {
                Console.print(print.text().toString());
                return ExitStatus.SUCCESS;
            }
            return run((Request.Run) request, new LinuxKernel(start));
        } catch (UsageException e) {
            Console.complain(e.getMessage());
        } catch (IOException e) {
            Console.complain("cannot write to standard output: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            Console.complain("internal error: " + e);
        }
        return ExitStatus.PIDONE_FAILED;
    }

    private static ExitStatus run(Request.Run request, Kernel kernel) {
        Options options = request.options();
        Log log = new Log(options.logLevel());
        try {
            if (options.parentDeathSignal() != null) {
                kernel.requestParentDeathSignal(options.parentDeathSignal());
            }
            return Pid1Mode.of(options.mode(), kernel, options, log).run(strings(request.command()));
        } catch (LaunchException e) {
            log.error(e.getMessage());
            return e.exitStatus();
        } finally {
            log.flush();
        }
    }

    private static List<String> strings(NativeStrings command) {
        List<String> strings = new ArrayList<>();
        for (int index = 0; index < command.size(); index++) {
            strings.add(command.string(index));
        }
        return strings;
    }
}

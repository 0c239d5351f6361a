package dev.pidone;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.LinuxKernel;
import dev.pidone.linux.ProcessStart;
import dev.pidone.linux.SignalSet;
import dev.pidone.mode.Pid1Mode;
import dev.pidone.report.Console;
import dev.pidone.report.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the build runs to fill the AOT cache: each mode, in one JVM that then ends as JVMs do, since that is when the
 * cache is written. What the cache holds is loaded at every start. So no message is logged and no help is printed:
 * Logback and picocli are to cost nothing before there is something to say.
 */
final class AotTraining {
    private static final List<List<String>> CALLS = List.of(List.of("--", "/bin/true"),
            List.of("-q", "--pid1mode=wait-all-children", "--stop-timeout=10s", "--", "/bin/true"),
            List.of("--pid1mode=nonsense", "true"), List.of("--version"));
    private static final List<String> NO_COMMAND = List.of("/nonexistent");

    private AotTraining() {
    }

    /** @param args what the launcher passes on */
    public static void main(String[] args) {
        // The JDK's ConcurrentHashMap needs it when the two threads of a start happen to meet in one.
        ThreadLocalRandom.current();
        ProcessStart real = ProcessStart.read(args.length);
        new LinuxKernel.Preparation().run();
        for (List<String> call : CALLS) {
            List<String> arguments = new ArrayList<>();
            arguments.add("pidone");
            arguments.addAll(call);
            Pidone.run(start(arguments, real));
        }
        runExecMode(start(NO_COMMAND, real));
    }

    private static ProcessStart start(List<String> arguments, ProcessStart real) {
        return new ProcessStart(arguments, 0, real.environment(), SignalSet.NONE, SignalSet.NONE, -1, 0);
    }

    /** Up to the point where it would become the command. */
    private static void runExecMode(ProcessStart start) {
        Kernel kernel = new LinuxKernel(start);
        try {
            Pid1Mode.of(ModeName.EXEC, kernel, Options.DEFAULT, new Log(Log.Level.ERROR)).run(NO_COMMAND);
        } catch (LaunchException e) {
            Console.complain(e.getMessage());
        }
    }
}

package dev.pidone;

import dev.pidone.linux.LinuxKernel;
import dev.pidone.linux.ProcessStart;
import dev.pidone.linux.SignalSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What the build runs to fill the AOT cache: each mode, and messages of each kind, in one JVM that then ends as JVMs
 * do, since that is when the cache is written.
 */
final class AotTraining {
    private static final List<List<String>> CALLS = List.of(List.of("--", "/bin/true"),
            List.of("-vvv", "--pid1mode=wait-all-children", "--", "/bin/true"),
            List.of("-q", "--pid1mode=exec", "--", "/nonexistent"), List.of("--pid1mode=nonsense", "true"),
            List.of("--help"), List.of("--version"));

    private AotTraining() {
    }

    public static void main(String[] args) {
        ProcessStart real = ProcessStart.read(args.length);
        new LinuxKernel.Preparation().run();
        for (List<String> call : CALLS) {
            List<String> arguments = new ArrayList<>();
            arguments.add("pidone");
            arguments.addAll(call);
            Pidone.run(new ProcessStart(arguments, 0, real.environment(), SignalSet.NONE, SignalSet.NONE, -1, 0));
        }
    }
}

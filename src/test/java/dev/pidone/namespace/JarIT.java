package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Product;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code java -jar pidone.jar} does what the static file does: a selection of each kind. */
class JarIT {
    private static Call jar(String... options) {
        List<String> arguments = new ArrayList<>(Product.JAR);
        arguments.addAll(List.of(options));
        return Call.program(arguments.toArray(new String[0]));
    }

    private static Call file(String... options) {
        List<String> arguments = new ArrayList<>(List.of(Product.PIDONE.toString()));
        arguments.addAll(List.of(options));
        return Call.program(arguments.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource({"wait, 0", "wait, 7", "wait-all-children, 3", "exec, 5"})
    void itEndsWithTheStatusOfTheCommand(String mode, int status) {
        assertEquals(Ended.silently(status), jar("--pid1mode=" + mode, "--", "sh", "-c", "exit " + status).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void everySignalReachesTheCommand(String mode) {
        List<Integer> signals = Signals.CATCHABLE;
        try (RunningCall running = jar("--pid1mode=" + mode, "--").command(Programs.listener(signals.size())).start()) {
            running.awaitLine("ready");
            long pidone = running.initProcessId();
            for (int signal : signals) {
                SignalSender.send(signal, pidone);
                running.awaitLine(Integer.toString(signal));
            }
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
        }
    }

    @Test
    void noneOfAThousandOrphansStaysAZombie() {
        assertEquals(Ended.silently(0), jar("--").command(OrphanMaker.command(1, 10, 100, List.of())).run());
    }

    @Test
    void itPassesArgumentsAndEnvironmentOnByteForByte() {
        Call call = jar("--")
                .command("/usr/bin/env", "-i", "/bin/sh", "-c", "printf '%s|' \"$@\"", "sh", "\u00ff\u0080", "", "a b")
                .withEnvironment("PATH=/usr/bin:/bin", "X=\u00ff", "JAVA_HOME=/nowhere");
        assertEquals(new Ended(0, "\u00ff\u0080||a b|", ""), call.run());
        Call environment = jar("--", "/usr/bin/env").withEnvironment("X=\u00ff", "LD_LIBRARY_PATH=/x", "Y=");
        assertEquals(new Ended(0, "X=\u00ff\nLD_LIBRARY_PATH=/x\nY=\n", ""), environment.run());
    }

    /** The JVM has some of its own, and the command is not to see those. */
    @Test
    void theCommandFindsTheDescriptorsAsTheyWere() {
        assertEquals(descriptors(Call.directly()), descriptors(jar("--")));
    }

    private static String descriptors(Call call) {
        Call lister = call.after("exec 3</etc/passwd 9>>/dev/null 8<>/dev/zero").command(Programs.descriptorLister(1));
        try (RunningCall running = lister.start()) {
            Ended ended = running.awaitEnd();
            assertEquals(0, ended.status(), ended::toString);
            return running.withoutFileNames(ended.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "exec"})
    void onDemandTheCommandIgnoresAndBlocksNothing(String mode) {
        List<Integer> signals = Signals.CATCHABLE;
        assertEquals(new Ended(0, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", ""),
                jar("--reset-signals", "--pid1mode=" + mode, "--").withSignals(signals, signals)
                        .command("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status").run());
    }

    @Test
    void onDemandTheEndOfStandardInputStopsTheCommand() {
        List<String> client = List.of("sh", "-c", "sleep 0.5 | \"$@\"; exit $?", "sh");
        assertEquals(Ended.silently(143), jar("--stop-on-stdin-end", "--", "sleep", "1000").through(client).run());
    }

    @Test
    void onDemandAProgramIsTold() {
        Ended ended = jar("--status-fd=7", "--", "sh", "-c", "test ! -e /proc/self/fd/7").after("exec 7>&1").run();
        assertEquals(0, ended.status(), ended::toString);
        assertEquals(List.of("command-started", "command-ended", "ended"),
                ended.output().lines().map(line -> line.replaceFirst(".*\"event\":\"([a-z-]+)\".*", "$1")).toList());
    }

    /** What is said differs in nothing: the same words for the same call. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "--nonsense", "--pid1mode=wat -- true", "-r KILL:TERM -- true",
            "--stop=TRM -- true", "-- /nonexistent", "-- /etc/passwd", "-e 3 -- sh -c exit\u00003", "-w -- true",
            "--pid1mode=pause -- true", "--verbos -- true", "-g -g -- true", "--stop-timeout=5 -- true"})
    void bothFormsPrintTheSame(String call) {
        String[] words = call.split(" ");
        for (int index = 0; index < words.length; index++) {
            words[index] = words[index].replace('\u0000', ' ');
        }
        assertEquals(file(words).run(), jar(words).run());
    }

    @Test
    void bothFormsLogTheSame() {
        String[] call = {"-v", "--pid1mode=wait-all-children", "--", "sh", "-c", "exit 4"};
        assertEquals(withoutNumbers(file(call).run().errors()), withoutNumbers(jar(call).run().errors()));
    }

    /** Times, sizes and process IDs differ. */
    private static String withoutNumbers(String errors) {
        return errors.replaceAll("pid=\\d+", "pid").replaceAll("\\[ *[0-9.]+s\\]", "[time]")
                .replaceAll("\\d+(\\.\\d)? (ms|s|KiB|MiB)\\b", "amount");
    }
}

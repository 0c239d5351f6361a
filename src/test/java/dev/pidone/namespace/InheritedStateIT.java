package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.ProcFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command cannot tell pidone from whoever started pidone. */
class InheritedStateIT {
    /** Fields of /proc/PID/status that belong to this one process, or that change from one moment to the next. */
    private static final Set<String> PERSONAL = Set.of("State", "Tgid", "Ngid", "Pid", "PPid", "NStgid", "NSpid",
            "NSpgid", "NSsid", "FDSize", "SigQ");
    private static final Set<Integer> ALL_BUT_KILL_AND_STOP = Set.copyOf(Signals.CATCHABLE);
    /** HUP, ILL, SEGV, USR2, PIPE, CHLD, 32 and RTMIN+6. */
    private static final Set<Integer> ODD = Set.of(1, 4, 11, 12, 13, 17, 32, 40);
    /** TRAP, FPE, SEGV, USR2, PIPE, TERM, CHLD, XFSZ, 33 and RTMAX. */
    private static final Set<Integer> OTHER_ODD = Set.of(5, 8, 11, 12, 13, 15, 17, 25, 33, 64);

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theCommandFindsTheProcessStateAsItWas(String mode) {
        assertSameState(mode, Set.of(), Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theCommandFindsBlockedAndIgnoredSignalsAsTheyWere(String mode) {
        assertSameState(mode, ODD, OTHER_ODD);
        assertSameState(mode, OTHER_ODD, ODD);
        assertSameState(mode, ALL_BUT_KILL_AND_STOP, Set.of());
        assertSameState(mode, Set.of(), ALL_BUT_KILL_AND_STOP);
        assertSameState(mode, ALL_BUT_KILL_AND_STOP, ALL_BUT_KILL_AND_STOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec", "wait --pid-namespace", "exec --pid-namespace"})
    void onDemandTheCommandIgnoresAndBlocksNothing(String mode) {
        for (Set<Integer> odd : List.of(ODD, OTHER_ODD, ALL_BUT_KILL_AND_STOP)) {
            assertEquals(new Ended(0, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", ""),
                    Call.pidone(("--reset-signals --pid1mode=" + mode).split(" ")).withSignals(odd, odd)
                            .command("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status").run());
        }
    }

    /** It is the command's world that a step of the plan runs in. */
    @Test
    void onDemandSoDoesAProgramOfTheStopPlan(@TempDir Path directory) throws IOException {
        Path program = Files.writeString(directory.resolve("look"), """
                #!/bin/sh
                exec grep -E "^Sig(Blk|Ign)" /proc/self/status
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Ended ended = Call.pidone("--reset-signals", "--stop=run=" + program + ":1m,KILL", "--time-limit=1ms")
                .withSignals(ODD, OTHER_ODD).command("sleep", "1000").run();
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", ended.output(), ended::toString);
    }

    private static void assertSameState(String mode, Set<Integer> blocked, Set<Integer> ignored) {
        assertEquals(state("none", blocked, ignored), state(mode, blocked, ignored));
    }

    private static String state(String mode, Set<Integer> blocked, Set<Integer> ignored) {
        Call call = Call.inMode(mode).withSignals(blocked, ignored).after("""
                ulimit -S -n 512
                ulimit -H -n 1000
                ulimit -c 0
                umask 027
                """);
        Ended ended = call.command("/bin/cat", "/proc/self/status", "/proc/self/limits", "/proc/self/oom_score_adj",
                "/proc/self/coredump_filter", "/proc/self/personality", "/proc/self/timerslack_ns", "/proc/self/cgroup")
                .run();
        assertEquals(0, ended.status(), ended::toString);
        return ended.output().lines().filter(line -> !isPersonal(line.split(":")[0])).collect(Collectors.joining("\n"));
    }

    private static boolean isPersonal(String field) {
        return PERSONAL.contains(field) || field.startsWith("Vm") || field.startsWith("Rss")
                || field.endsWith("ctxt_switches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void theStatusIsKnownAlthoughSigchldIsIgnored(String mode) {
        assertEquals(Ended.silently(7),
                Call.inMode(mode).withSignals(Set.of(), Set.of(17)).command("/bin/sh", "-c", "exit 7").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theSchedulingOfTheCommandIsAsItWas(String mode) {
        Supplier<List<String>> priority = () -> List.of("sh", "-c", "cut -d' ' -f18,19,40,41 /proc/self/stat");
        Ended expected = Call.directly().through(List.of("nice", "-n", "5")).command(priority.get()).run();
        assertEquals(expected, Call.inMode(mode).through(List.of("nice", "-n", "5")).command(priority.get()).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theCommandFindsTheWorkingDirectoryAlthoughItWasDeleted(String mode) {
        String script = "cd \"$(mktemp -d)\"; rmdir \"$PWD\"";
        Ended ended = Call.inMode(mode).after(script).command("/bin/readlink", "/proc/self/cwd").run();
        assertEquals(0, ended.status(), ended::toString);
        assertEquals("", ended.errors());
        assertTrue(ended.output().contains(" (deleted)"), ended::output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theCommandRunsInTheWorkingDirectory(String mode) {
        assertEquals(new Ended(0, "/usr/bin\n", ""),
                Call.inMode(mode).after("cd /usr/bin").command("/bin/readlink", "/proc/self/cwd").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theCommandFindsTheDescriptorsAsTheyWereWithTheirFlags(String mode) {
        String script = "exec 3</etc/passwd 9>>/dev/null 8<>/dev/zero";
        assertSameDescriptors(mode, 1, () -> Call.inMode(mode).after(script), () -> Call.directly().after(script));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void standardDescriptorsThatWereClosedStayClosed(String mode) {
        for (Set<Integer> closed : List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(0, 1), Set.of(0, 2), Set.of(1, 2),
                Set.of(0, 1, 2))) {
            String script = "exec 5>&1";
            assertSameDescriptors(mode, 5, () -> Call.inMode(mode).after(script).withClosed(closed),
                    () -> Call.directly().after(script).withClosed(closed));
        }
    }

    private static void assertSameDescriptors(String mode, int output, Supplier<Call> under, Supplier<Call> direct) {
        assertEquals(descriptors(direct.get(), output), descriptors(under.get(), output));
    }

    private static String descriptors(Call call, int output) {
        List<String> lister = Programs.descriptorLister(output);
        try (RunningCall running = call.command(lister).start()) {
            Ended ended = running.awaitEnd();
            assertEquals(0, ended.status(), ended::toString);
            assertEquals("", ended.errors());
            return running.withoutFileNames(ended.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theEnvironmentReachesTheCommandByteForByte(String mode) {
        assertSameEnvironment(mode, "a.b=1", "JAVA_TOOL_OPTIONS=-Xfoo", "X=\u00ff");
        assertSameEnvironment(mode);
        assertSameEnvironment(mode, "LD_PRELOAD=/nonexistent.so", "LD_LIBRARY_PATH=/nonexistent", "LANG=xx_YY",
                "LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=1", "MALLOC_CHECK_=3", "GLIBC_TUNABLES=nonsense");
        assertSameEnvironment(mode, "CLASSPATH=/nonexistent", "_JAVA_OPTIONS=-Xfoo", "JDK_JAVA_OPTIONS=@none",
                "JAVA_HOME=/nonexistent", "_JAVA_LAUNCHER_DEBUG=1", "_JAVA_SPLASH_FILE=x", "JAVA_OPTIONS=-Xfoo",
                "TZ=nonsense", "TMPDIR=/nonexistent", "HOME=/nonexistent");
        assertSameEnvironment(mode, "z=last letter first", "EMPTY=", "without equals sign", "=without name", "", "A=1",
                "A=2", "A=\n\t\u0001\u007f\u0080\u0081\u00fe", "\u0080=1", "\u0081=2", "\u00ff=3", "\u0001=4",
                "B=" + "x".repeat(50_000));
    }

    private static void assertSameEnvironment(String mode, String... environment) {
        Ended direct = environment("none", environment);
        Ended ended = environment(mode, environment);
        assertEquals(String.join("\0", environment) + (environment.length == 0 ? "" : "\0"), ended.output());
        assertEquals(direct, ended);
    }

    private static Ended environment(String mode, String... environment) {
        return Call.inMode(mode).withEnvironment(environment).command("/bin/cat", "/proc/self/environ").run();
    }

    @Test
    void javaOptionsOfTheContainerAreNotPidones() {
        assertEquals(new Ended(0, "a.b=1\nJAVA_TOOL_OPTIONS=-Xfoo\nX=\u00ff\n", ""),
                Call.pidone().withEnvironment("a.b=1", "JAVA_TOOL_OPTIONS=-Xfoo", "X=\u00ff").command("env").run());
    }

    @Test
    void pidoneShowsItsEnvironmentAsItWasGiven() {
        String[] environment = {"a.b=1", "JAVA_TOOL_OPTIONS=-Xfoo", "X=\u00ff", "", "\u0080=1", "EMPTY="};
        Call call = Call.pidone().withEnvironment(environment).command(Programs.listener(1));
        try (RunningCall running = call.start()) {
            running.awaitLine("ready");
            assertEquals(String.join("\0", environment) + "\0", ProcFile.read(running.processId(), "environ"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theArgumentsReachTheCommandByteForByte(String mode) {
        String all = IntStream.rangeClosed(1, 255).mapToObj(Character::toString).collect(Collectors.joining());
        assertSameArguments(mode, "\u00ff", "\u00c3\u00a4", all);
        assertSameArguments(mode, "", "two words", "$HOME", "*", "");
        assertSameArguments(mode, "@/etc/passwd", "-XX:+Foo", "--pid1mode=nonsense", "--", "-v", "'one'", "\"two\"");
        assertSameArguments(mode, "x".repeat(50_000));
    }

    private static void assertSameArguments(String mode, String... arguments) {
        String[] command = {"/bin/sh", "-c", "cat /proc/$$/cmdline; exit 3"};
        assertEquals(new Ended(3, String.join("\0", command) + "\0" + String.join("\0", arguments) + "\0", ""),
                Call.inMode(mode).withEnvironment("LANG=C").command(command).command(arguments).run());
    }
}

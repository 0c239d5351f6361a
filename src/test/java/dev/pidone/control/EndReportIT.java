package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How and why it has ended is said where there is more behind it than the command's own exit. */
class EndReportIT {
    private static final int INT = 2;
    private static final int TERM = 15;
    private static final String IN_TIME = ", [0-9.]+ (ms|s) after its start";

    @TempDir
    private Path folder;

    private static Stage.Play play(String options, String script) {
        return Stage.play(Programs.pidone(options, Programs.shell(script)));
    }

    /** Runs it to its end; returns all that was written to standard error. */
    private static String said(Stage.Play play, int status) {
        try (Stage stage = play.start()) {
            assertEquals(status, stage.awaitEnd().status());
            return stage.errors();
        }
    }

    private static String end(Stage stage) {
        stage.untilEnded();
        return stage.errors();
    }

    private static void assertSays(String expected, String said) {
        assertTrue(said.matches("(?s)" + expected), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 0", "exit 3", "exit 126", "kill -INT $$", "kill -PIPE $$", "exit 130"})
    void aShellIsSilentAboutIt(String script) {
        try (Stage stage = play("", script).asPid1().start()) {
            stage.untilEnded();
            assertEquals("", stage.errors());
        }
    }

    @ParameterizedTest
    @CsvSource({"kill -SEGV $$, 139, killed by SIGSEGV", "kill -TERM $$, 143, killed by SIGTERM",
            "kill -RTMIN $$, 162, killed by SIGRTMIN"})
    void aDeathIsSaid(String script, int status, String what) {
        String said = said(play("", script).asPid1(), status);
        assertSays("pidone: WARN: the command was " + what + "(, core dumped)?" + IN_TIME + "; exit status " + status
                + "\n", said);
    }

    @Test
    void whoHasSentTheSignalIsSaid() {
        String said = said(play("-v", "(kill -TERM 1; sleep 1000; true) & exec sleep 1000").asPid1(), 128 + TERM);
        assertSays(".*pidone: INFO: \\[ .*\\] the command was killed by SIGTERM sent by pid=\\d+ \\(sh\\), root"
                + IN_TIME + "; exit status 143\n.*", said);
    }

    @Test
    void aSignalFromOutsideTheNamespaceIsToldFromOneOfTheInside() {
        try (Stage stage = play("-v", "echo ready; exec sleep 1000").asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertSays(".*the command was killed by SIGTERM from outside the PID namespace" + IN_TIME
                    + "; exit status 143\n.*", end(stage));
        }
    }

    @Test
    void anExitAfterASignalIsSaid() {
        try (Stage stage = play("-v", "trap 'exit 7' INT; echo ready; while :; do sleep 0.05; done").asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), INT);
            assertSays(".*the command exited with status 7, after SIGINT from outside the PID namespace" + IN_TIME
                    + "\n.*", end(stage));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap 'exit 0' TERM;", "trap 'exit 7' TERM;", ""})
    void aStopThatGoesAsAskedIsNotWorthAWord(String trap) {
        try (Stage stage = play("", trap + " echo ready; while :; do sleep 0.05; done").asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals("", end(stage));
        }
    }

    @Test
    void aChildThatWasKilledIsReadFromTheShellsStatus() {
        String said = said(play("", "sh -c 'kill -SEGV $$' 2>/dev/null; exit $?").asPid1(), 139);
        assertSays("pidone: WARN: the command exited with status 139, as a shell does when SIGSEGV has killed what it"
                + " ran" + IN_TIME + "\n", said);
    }

    @Test
    void somebodyElsesKillIsToldFromPidones() {
        String said = said(play("", "kill -KILL $$").asPid1(), 137);
        assertSays("pidone: WARN: the command was killed by SIGKILL, and not by pidone" + IN_TIME
                + "; exit status 137\npidone: WARN: (somebody has sent SIGKILL: .*|the kernel does not tell who has sent SIGKILL.*)\n",
                said);
        try (Stage stage = play("--stop-timeout=1ms", "trap '' TERM; echo ready; exec sleep 1000").asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertSays(
                    ".*pidone: WARN: the command was killed by SIGKILL by pidone, as the time to stop was over, after"
                            + " SIGTERM from outside the PID namespace" + IN_TIME + "; exit status 137\n",
                    end(stage));
        }
    }

    @Test
    void theTimeLimitIsSaid() {
        String said = said(play("--time-limit=1ms", "exec sleep 1000").asPid1(), 124);
        assertSays(
                "pidone: WARN: the time limit is over\npidone: WARN: the command was killed by SIGTERM, after the time"
                        + " limit" + IN_TIME + "; exit status 124\n",
                said);
    }

    @Test
    void allIsSaidWhereMoreIsWanted() {
        String said = said(play("-v", "(true &) ; exit 0").asPid1(), 0);
        assertSays(".*pidone: INFO: \\[  [0-9.]{5}s\\] the command exited with status 0" + IN_TIME
                + "\npidone: INFO: \\[  [0-9.]{5}s\\] CPU \\d+ ms, largest process \\d+ (KiB|MiB), [01] orphans? reaped, at most"
                + " [01] at once\n", said);
    }

    private String terminationLog(String options, String script) throws IOException {
        Path file = folder.resolve("log");
        play("--termination-log=" + file + " " + options, script).asPid1().run();
        return Files.readString(file);
    }

    @Test
    void theTerminationLogHasTheEndInOneLine() throws IOException {
        assertTrue(terminationLog("-q", "exit 0").matches("the command exited with status 0" + IN_TIME + "\n"));
        assertTrue(terminationLog("", "kill -HUP $$")
                .matches("the command was killed by SIGHUP" + IN_TIME + "; exit status 129\n"));
        assertTrue(terminationLog("--log-format=json", "exit 3")
                .matches("the command exited with status 3" + IN_TIME + "\n"));
    }

    @Test
    void theTerminationLogTellsWhyNothingWasStarted() throws IOException {
        Path file = folder.resolve("log");
        Stage.Ended ended = Stage.play(Programs.pidone("--termination-log=" + file, List.of("/does/not/exist"))).run();
        assertEquals(127, ended.status());
        assertTrue(Files.readString(file).startsWith("command not found: '/does/not/exist'"), Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--termination-log=%s --stop=x", "--termination-log %s --stop=x",
            "--stop=x -P --termination-log=%s"})
    void theTerminationLogTellsOfACallThatIsWrong(String options) throws IOException {
        Path file = folder.resolve("log");
        Stage.Ended ended = Stage.play(Programs.pidone(options.formatted(file), List.of("true"))).run();
        assertEquals(125, ended.status());
        assertEquals(ended.errors(), "pidone: " + Files.readString(file));
    }

    @Test
    void theTerminationLogIsValidUtf8() throws IOException {
        Path file = folder.resolve("log");
        Stage.play(List.of("sh", "-c", "exec \"$@\" \"$(printf '/no\\377ne')\"", "sh", Programs.pidone("").get(0),
                "--termination-log=" + file, "--")).run();
        assertTrue(Files.readString(file).contains("/no\ufffdne"), Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/does/not/exist", "/dev/null", "/"})
    void aTerminationLogThatCannotBeWrittenIsAWarning(String file) {
        Stage.Ended ended = play("--termination-log=" + file, "exit 3").run();
        assertEquals(3, ended.status());
        assertSays("pidone: WARN: cannot write the termination log '" + file + "': .*\n", ended.errors());
    }
}

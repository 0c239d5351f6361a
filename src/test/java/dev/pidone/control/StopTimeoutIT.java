package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has not ended when the time to stop is over is killed, whatever it is. */
class StopTimeoutIT {
    private static final int INT = 2;
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final int STOP = 19;
    /** How much longer than the time to stop all may sleep; where pidone has to wait for a CPU, it does not sleep. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final String STUBBORN = "trap '' TERM INT QUIT; echo ready; while :; do sleep 0.1; done";

    @ParameterizedTest
    @CsvSource({"'', 15, true", "'', 2, true", "'', 3, true", "'', 15, false", "-g, 15, false", "--session, 15, false",
            "--pid1mode=wait-all-children, 15, true", "--pid1mode=wait-all-children, 15, false",
            "-r TERM:USR1, 15, true", "-r USR1:TERM, 10, false"})
    void aCommandThatDoesNotEndIsKilledWhenTheTimeIsOver(String options, int signal, boolean pid1) {
        String script = "trap '' USR1; " + STUBBORN;
        try (Stage stage = start(options + " --stop-timeout=1500ms", pid1, Programs.shell(script))) {
            stage.awaitLine("ready");
            long start = System.nanoTime();
            stage.send(stage.pidone(), signal);
            assertLasts(Duration.ofMillis(1500), start, stage.untilEnded());
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(128 + KILL, ended.status());
            assertTrue(ended.errors().matches("pidone: WARN: [^\n]*killing [^\n]*pid=[0-9]+ \\(sh\\)[^\n]*\n"),
                    ended::errors);
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }

    @Test
    void aSecondSignalDoesNotStartTheClockAgain() {
        try (Stage stage = start("--stop-timeout=6s", true, Programs.shell(STUBBORN))) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            // The moment is what this is about.
            Await.pause(Duration.ofSeconds(3).toNanos());
            stage.send(stage.pidone(), TERM, INT);
            Await.Spent spent = stage.untilEnded();
            assertEquals(128 + KILL, stage.awaitEnd().status());
            assertTrue(spent.asleep().compareTo(Duration.ofSeconds(3).plus(LATE)) < 0, spent::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false"})
    void whoEndsInTimeEndsWithAStatusOfItsOwn(String options, boolean pid1) {
        String script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done";
        try (Stage stage = start(options + " --stop-timeout=1h", pid1, Programs.shell(script))) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(7, ended.status());
            assertFalse(ended.errors().contains("killing"), ended::errors);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStoppedTreeIsKilled(boolean pid1) {
        List<String> command = Programs.shell("sleep 1000 & exec sleep 2000");
        try (Stage stage = start("--stop-timeout=500ms", pid1, command)) {
            stage.send(stage.await("sleep 1000"), STOP);
            stage.send(stage.await("sleep 2000"), STOP);
            stage.until(() -> stage.members("sleep").stream().allMatch(Member::isStopped), "not all are stopped");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDaemonIsKilledButTheStatusIsThatOfTheCommand(boolean pid1) {
        String script = "trap 'exit 7' TERM; setsid sh -c \"" + STUBBORN + "\" & while :; do sleep 0.01; done";
        try (Stage stage = start("--pid1mode=wait-all-children --stop-timeout=4s", pid1, Programs.shell(script))) {
            stage.awaitLine("ready");
            long start = System.nanoTime();
            stage.send(stage.pidone(), TERM);
            assertLasts(Duration.ofSeconds(4), start, stage.untilEnded());
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(7, ended.status());
            assertTrue(ended.errors().contains("killing"), ended::errors);
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }

    /** Where pidone is PID 1 the kernel does that, at once. */
    @Test
    void whatTheCommandLeavesBehindEndsWithItWhereADeadlineWasSet() {
        String script = "setsid sh -c \"" + STUBBORN + "\" & setsid sleep 1000 & exec sleep 2000";
        try (Stage stage = start("--stop-timeout=4s", false, Programs.shell(script))) {
            stage.awaitLine("ready");
            stage.await("sleep 1000");
            stage.await("sleep 2000");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void aVariableSetsTheTime() {
        Stage.Play play = Stage.play(Programs.pidone("", Programs.shell(STUBBORN))).with("PIDONE_STOP_TIMEOUT", "1s");
        try (Stage stage = play.start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
        }
    }

    private static void assertLasts(Duration time, long since, Await.Spent spent) {
        Duration lasted = Duration.ofNanos(System.nanoTime() - since);
        assertTrue(lasted.compareTo(time) >= 0, lasted::toString);
        assertTrue(spent.asleep().compareTo(time.plus(LATE)) < 0, spent::toString);
    }

    private static Stage start(String options, boolean pid1, List<String> command) {
        Stage.Play play = Stage.play(Programs.pidone(options, command));
        return (pid1 ? play.asPid1() : play).start();
    }
}

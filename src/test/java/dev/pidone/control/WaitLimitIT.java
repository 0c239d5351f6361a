package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for all processes, but not for ever, nor for every program; and whose signals count. */
class WaitLimitIT {
    private static final String ALL = "--pid1mode=wait-all-children --stop-timeout=1h ";
    private static final int TERM = 15;

    private static Stage.Play play(String options, boolean pid1, String script) {
        Stage.Play play = Stage.play(Programs.pidone(options, Programs.shell(script)));
        return pid1 ? play.asPid1() : play;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenTheTimeIsOverTheOthersAreNamedAndToldToEnd(boolean pid1) {
        try (Stage stage = play(ALL + "--wait-limit=200ms", pid1, "setsid sleep 1000 & (sleep 2000 &) ; exit 3")
                .start()) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(3, ended.status());
            assertTrue(ended.errors().matches(
                    "pidone: WARN: the time to wait is over, ending pid=\\d+ \\(sleep\\)," + " pid=\\d+ \\(sleep\\)\n"),
                    ended::errors);
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void whoDoesNotEndIsKilledAfterTheStopTimeout() {
        try (Stage stage = play("--pid1mode=wait-all-children --stop-timeout=200ms --wait-limit=0s", false,
                "(trap '' TERM; echo ready; while :; do sleep 0.1; done) & exit 3").start()) {
            assertEquals(3, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void theTimeIsCountedFromTheCommandsEnd() {
        assertEquals(new Stage.Ended(3, "", ""), play(ALL + "--wait-limit=1ms", true, "sleep 0.3; exit 3").run());
    }

    @Test
    void whoEndsInTimeIsLeftAlone() {
        assertEquals(new Stage.Ended(3, "done\n", ""),
                play(ALL + "--wait-limit=1h", true, "(sleep 0.3; echo done) & exit 3").run());
    }

    /** The second one calls itself so; the third has another program's file, which is what it is known by. */
    @ParameterizedTest
    @CsvSource({"--except=sleep, sleep 1000, true", "--except=sleep, sleep 1000, false",
            "--except=other --except=server, 'perl -e ''$0 = \"server\"; sleep 1000''', true",
            "--except=a-name-longer-than-comm, 'perl -e ''$0 = \"a-name-longer-than-comm\"; sleep 1000''', true",
            "--except=perl, 'perl -e ''$0 = \"server\"; sleep 1000''', false"})
    void nobodyWaitsForAnException(String option, String server, boolean pid1) {
        try (Stage stage = play(ALL + option, pid1,
                "(" + server + " &) ; (setsid sh -c 'sleep 0.3; echo done; true' &); exit 3").start()) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(new Stage.Ended(3, "done\n", ""), ended);
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void anExceptionIsNotEndedWhileAnotherRuns() {
        try (Stage stage = play(ALL + "--except=sleep", true, "sleep 1000 & perl -e 'sleep 2000' & exit 3").start()) {
            Member other = stage.await("perl -e sleep 2000");
            Member sleep = stage.await("sleep 1000");
            stage.until(() -> stage.members("sh -c").isEmpty(), "the command goes on");
            stage.until(() -> other.parent() == stage.pidone().processId(), "no orphan");
            assertTrue(sleep.isAlive());
            stage.send(other, TERM);
            assertEquals(3, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void fromInsideSignalsAreDroppedWithAWarning(String mode) {
        String options = "--signals-from=outside --pid1mode=" + mode;
        try (Stage stage = play(options, true,
                "trap 'exit 9' USR1; kill -TERM 1; kill -s USR1 1; echo ready;" + " while :; do sleep 0.01; done")
                .start()) {
            stage.awaitLine("ready");
            stage.awaitErrors("dropped SIGTERM, sent from inside the PID namespace by pid=2 (sh)");
            stage.awaitErrors("dropped SIGUSR1");
            stage.send(stage.pidone(), 10);
            assertEquals(9, stage.awaitEnd().status());
        }
    }

    /** Whoever queues a signal says himself who he is. */
    @Test
    void aForgedSenderIsNotTrusted() {
        String forger = """
                require "syscall.ph";
                my $info = pack("i4 i i q x96", 15, 0, -1, 0, 0, 0, 0);
                syscall(&SYS_rt_sigqueueinfo, 1, 15, $info) == 0 or die "sigqueue: $!";
                print "forged\\n"; exit 9;
                """;
        try (Stage stage = Stage.play(Programs.pidone("--signals-from=outside", List.of("perl", "-e", forger))).asPid1()
                .start()) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(9, ended.status(), ended::errors);
            assertTrue(ended.errors().contains("dropped SIGTERM, sent from inside the PID namespace by an unknown"),
                    ended::errors);
        }
    }

    @Test
    void wherePidoneIsNotPid1AWarningSaysThatItHasNoEffect() {
        Stage.Ended ended = play("--signals-from=outside", false, "exit 3").run();
        assertEquals(new Stage.Ended(3, "", "pidone: WARN: not PID 1: signals are taken from everyone\n"), ended);
    }
}

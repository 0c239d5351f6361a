package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Starter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes whose parent has died while the command runs: --orphans and -w. */
class OrphansIT {
    private static final int TERM = 15;

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "--session, true", "--session, false", "--pid-namespace, true", "--pid-namespace, false",
            "--pid-namespace --session, false"})
    void orphansOfTheSessionAreTerminatedAndDaemonsAndChildrenStay(String options, boolean pid1) {
        List<String> command = Programs.shell("(setsid sleep 1000 &); sleep 2000 & (sleep 3000 &); exec sleep 4000");
        Stage.Play play = Stage.play(Programs.pidone(options + " --orphans=terminate", command));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            Member daemon = stage.await("sleep 1000");
            Member child = stage.await("sleep 2000");
            Member sleep = stage.await("sleep 4000");
            stage.until(() -> stage.members("sleep 3000").isEmpty(), "the orphan stays");
            assertTrue(daemon.isAlive() && child.isAlive() && sleep.isAlive());
            stage.send(stage.pidone(), TERM);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOrphanThatDoesNotEndIsKilled(boolean pid1) {
        List<String> command = Programs.shell("trap '' TERM; (sh -c 'while :; do sleep 0.1; done' &); exec sleep 1000");
        Stage.Play play = Stage.play(Programs.pidone("--orphans=terminate --stop-timeout=500ms", command));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitErrors("killing it");
            stage.until(() -> stage.members("sh -c while").isEmpty(), "the orphan stays");
            assertEquals(1, stage.members("sleep 1000").size());
        }
    }

    @Test
    void whatEnteredTheNamespaceStaysAndSoDoItsOrphans() throws IOException {
        Stage.Play play = Stage.play(
                Programs.pidone("--orphans=terminate", "sh", "-c", "while :; do (sleep 1000 &); sleep 0.1; done"));
        try (Stage stage = play.asPid1().start()) {
            long init = stage.pidone().processId();
            Starter.program("setsid", "nsenter", "--target", Long.toString(init), "--pid", "--mount", "setsid", "sh",
                    "-c", "(sleep 2000 &); exec sleep 3000").start();
            stage.until(() -> !stage.members("sleep 2000").isEmpty(), "nothing has entered");
            Member entered = stage.await("sleep 2000");
            Member orphan = stage.await("sleep 1000");
            stage.until(() -> !orphan.isAlive(), "the command's orphan stays");
            Member another = stage.await("sleep 1000");
            stage.until(() -> !another.isAlive(), "the command's orphan stays");
            assertTrue(entered.isAlive());
        }
    }

    /** A shell that becomes pidone has children already: their parent has not died. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void childrenThatPidoneHadBeforeTheCommandStay(boolean pid1) {
        List<String> command = Programs.shell("sleep 1000 & exec \"$@\"", Programs.pidone("--orphans=terminate", "sh",
                "-c", "(sleep 2000 &); sleep 0.01; (sleep 3000 &); exec sleep 4000"));
        Stage.Play play = Stage.play(command);
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            Member child = stage.await("sleep 1000");
            stage.await("sleep 4000");
            stage.until(() -> stage.members("sleep 2000").isEmpty() && stage.members("sleep 3000").isEmpty(),
                    "orphans stay");
            assertTrue(child.isAlive());
        }
    }

    @ParameterizedTest
    @CsvSource({"-w, '', true", "-w, '', false", "'', on, false", "-w --pid1mode=wait-all-children, '', true"})
    void everyReapedOrphanIsAWarning(String options, String variable, boolean pid1) {
        List<String> command = Programs.shell("(sh -c 'sleep 0.05; exit 3' &); (sleep 1000 &); exec sleep 2000");
        Stage.Play play = Stage.play(Programs.pidone(options, command)).with("PIDONE_WARN_ON_REAP", variable);
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.send(stage.await("sleep 1000"), TERM);
            stage.until(() -> warnings(stage.errors()) == 2, "not both are reaped");
            stage.send(stage.await("sleep 2000"), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(128 + TERM, ended.status());
            assertEquals(2, warnings(ended.errors()), ended::errors);
        }
    }

    private static long warnings(String errors) {
        return errors.lines().filter(line -> line.matches("pidone: WARN: reaped orphan pid=[0-9]+, .*")).count();
    }
}

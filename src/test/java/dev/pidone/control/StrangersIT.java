package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Starter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has entered the namespace as docker exec does ends when it has stayed for the time of --stranger-limit. */
class StrangersIT {
    private static Process enter(Member pidone, String script) throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "entering takes root");
        return Starter.program("nsenter", "--target", Long.toString(pidone.processId()), "--pid", "--mount", "sh", "-c",
                script).start();
    }

    /** Two of them, so that the one that is told first is not the only one that counts. */
    @ParameterizedTest
    @CsvSource({"wait, ''", "wait-all-children, ''", "wait, --pid-namespace"})
    void whoStaysTooLongIsToldToEnd(String mode, String options) throws Exception {
        Stage.Play play = Stage
                .play(Programs.pidone("--stranger-limit=1s " + options + " --pid1mode=" + mode, "sleep", "1000"));
        try (Stage stage = (options.isEmpty() ? play.asPid1() : play).start()) {
            Member command = stage.await("sleep 1000");
            Member inside = new Member(command.parent());
            Process probe = enter(inside, "sleep 2000 & wait");
            Process another = enter(inside, "exec sleep 3000");
            assertEquals(143, probe.waitFor());
            assertEquals(143, another.waitFor());
            stage.awaitErrors("(sleep), 1.");
            assertTrue(
                    stage.errors().matches("(pidone: WARN: pid=\\d+ \\((sh|sleep)\\), 1\\.\\d s old, has entered from"
                            + " outside and stays too long, terminating it\n){2}"),
                    stage::errors);
            assertTrue(command.isAlive());
            stage.send(command, 15);
            assertEquals(143, stage.awaitEnd().status());
        }
    }

    @Test
    void whoDoesNotEndIsKilled() throws Exception {
        try (Stage stage = Stage.play(Programs.pidone("--stranger-limit=1s --stop-timeout=200ms", "sleep", "1000"))
                .asPid1().start()) {
            Member command = stage.await("sleep 1000");
            Process probe = enter(new Member(command.parent()), "trap '' TERM; while :; do sleep 0.1; done");
            assertEquals(137, probe.waitFor());
            stage.awaitErrors("has entered from outside and has not ended, killing it");
            assertTrue(command.isAlive());
        }
    }

    /** Whose parent has ended is pidone's child, and not from outside. */
    @Test
    void whatTheCommandHasStartedMayStay() throws Exception {
        try (Stage stage = Stage
                .play(Programs.pidone("--stranger-limit=1s", "sh", "-c", "(setsid sleep 1000 &); exec sleep 2000"))
                .asPid1().start()) {
            Member daemon = stage.await("sleep 1000");
            Member command = stage.await("sleep 2000");
            assertEquals(143, enter(new Member(command.parent()), "exec sleep 3000").waitFor());
            assertEquals(143, enter(new Member(command.parent()), "exec sleep 3000").waitFor());
            assertTrue(daemon.isAlive());
            assertTrue(command.isAlive());
        }
    }

    @Test
    void whereNobodyCanEnterItSaysSo() {
        List<String> call = new ArrayList<>(Programs.pidone("--stranger-limit=1s", "true"));
        assertEquals(
                new Stage.Ended(0, "",
                        "pidone: WARN: not PID 1: nobody enters from outside, and --stranger-limit has no effect\n"),
                Stage.play(call).run());
    }
}

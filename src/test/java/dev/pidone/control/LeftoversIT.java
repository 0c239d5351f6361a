package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What still runs when the command has ended: --leftovers. */
class LeftoversIT {
    private static final int USR1 = 10;

    /** A daemon says a word when it is told to end; another one is stopped. */
    private static final String OBEDIENT = """
            setsid sh -c 'trap "echo bye; exit" TERM; echo ready; while :; do sleep 0.01; done' &
            (setsid sh -c 'echo ready; kill -STOP $$' &)
            """;
    private static final String STUBBORN = """
            setsid sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done' &
            """;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leftoversAreToldToEnd(boolean pid1) {
        try (Stage stage = startAndEndTheCommand("--leftovers=terminate --stop-timeout=1h", pid1, OBEDIENT, 2)) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(3, ended.status());
            assertTrue(ended.output().contains("bye"), ended::output);
            assertFalse(ended.errors().contains("killing"), ended::errors);
            assertEquals(List.of(), stage.members());
        }
    }

    /** Whether those who obey do so in time is another matter. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leftoversThatDoNotEndAreKilled(boolean pid1) {
        try (Stage stage = startAndEndTheCommand("--leftovers=terminate --stop-timeout=1s", pid1, OBEDIENT + STUBBORN,
                3)) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(3, ended.status());
            assertTrue(ended.errors().contains("killing"), ended::errors);
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void aVariableDoesTheSame() {
        Stage.Play play = Stage.play(Programs.pidone("--stop-timeout=1h", Programs.shell("setsid sleep 1000 & exit 3")))
                .with("PIDONE_LEFTOVERS", "terminate");
        try (Stage stage = play.start()) {
            assertEquals(new Stage.Ended(3, "", ""), stage.awaitEnd());
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void leftoversThatEndWhenToldDoNotKeepPidoneWaiting() {
        List<String> command = Programs.shell("setsid sleep 1000 & sleep 1000 & exit 3");
        try (Stage stage = Stage.play(Programs.pidone("--leftovers=terminate --stop-timeout=1h", command)).start()) {
            assertEquals(new Stage.Ended(3, "", ""), stage.awaitEnd());
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void withoutTheOptionLeftoversStay() {
        try (Stage stage = Stage.play(Programs.pidone("", Programs.shell("setsid sleep 1000 & exit 3"))).start()) {
            assertEquals(3, stage.awaitEnd().status());
            assertTrue(stage.await("sleep 1000").isAlive());
        }
    }

    private static Stage startAndEndTheCommand(String options, boolean pid1, String daemons, int count) {
        String command = "trap 'exit 3' USR1\n" + daemons + "while :; do sleep 0.01; done";
        Stage.Play play = Stage.play(Programs.pidone(options, Programs.shell(command)));
        Stage stage = (pid1 ? play.asPid1() : play).start();
        stage.awaitLine("ready", count);
        stage.send(stage.pidone(), USR1);
        return stage;
    }
}

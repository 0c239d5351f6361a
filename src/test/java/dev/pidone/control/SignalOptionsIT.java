package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom and as what signals are forwarded: -g, -r, -p. */
class SignalOptionsIT {
    private static final int INT = 2;
    private static final int KILL = 9;
    private static final int USR1 = 10;
    private static final int USR2 = 12;
    private static final int TERM = 15;
    private static final int CONT = 18;
    private static final int STOP = 19;
    private static final int REAL_TIME = 40;

    static Stream<Stage.Play> groups() {
        List<String> command = Programs.shell("\"$@\" & \"$@\" & exec \"$@\"", Programs.listener(2, USR1));
        return Stream.of(Stage.play(Programs.pidone("-g", command)),
                Stage.play(Programs.pidone("", command)).with("PIDONE_GROUP", "yes"),
                Stage.play(Programs.pidone("--group --session", command)));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void theWholeGroupOfTheCommandHearsSignals(Stage.Play play) {
        for (Stage.Play one : List.of(play, play.asPid1())) {
            try (Stage stage = one.start()) {
                stage.awaitLine("ready", 3);
                stage.send(stage.pidone(), USR1);
                stage.awaitLine("10", 3);
            }
        }
    }

    @Test
    void whoIsInAnotherGroupDoesNotHearThem() {
        List<String> command = Programs.shell("setsid \"$@\" & exec \"$@\"", Programs.listener(1, USR1));
        try (Stage stage = Stage.play(Programs.pidone("-g", command)).start()) {
            stage.awaitLine("ready", 2);
            stage.send(stage.pidone(), USR1);
            assertEquals(42, stage.awaitEnd().status());
            assertEquals("ready\nready\n10\n", stage.output());
        }
    }

    @ParameterizedTest
    @CsvSource({"-r TERM:USR1, 15, 10", "-r 15:10, 15, 10", "--rewrite=SIGTERM:sigusr1, 15, 10",
            "-r USR1:RTMIN+3, 10, 37", "-r USR1:RTMAX-1, 10, 63", "-r RTMIN+3:TERM, 37, 15", "-r 64:TERM, 64, 15",
            "-r HUP:QUIT -r QUIT:TERM, 1, 3", "-r TERM:INT -r TERM:USR2, 15, 12", "-r SEGV:USR1, 11, 10",
            "-g -r TERM:USR1, 15, 10", "--pid1mode=wait-all-children -r TERM:USR1, 15, 10", "-r INT:USR1, 15, 15"})
    void aSignalIsForwardedAsAnotherOne(String options, int sent, int heard) {
        List<String> command = Programs.pidone(options, Programs.listener(1, heard));
        for (Stage.Play play : List.of(Stage.play(command), Stage.play(command).asPid1())) {
            try (Stage stage = play.start()) {
                stage.awaitLine("ready");
                stage.send(stage.pidone(), sent);
                assertEquals(new Stage.Ended(42, "ready\n" + heard + "\n", ""), stage.awaitEnd());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-r USR1:0, ''", "-r 10:0, ''", "'', USR1:0", "'', 'TERM:INT,USR1:0'", "'', 'TERM:INT USR1:0'"})
    void aSignalIsDropped(String options, String variable) {
        Stage.Play play = Stage.play(Programs.pidone(options, Programs.listener(1, USR1, USR2)));
        try (Stage stage = play.with("PIDONE_REWRITE", variable).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), USR1, USR1, USR2);
            assertEquals(new Stage.Ended(42, "ready\n12\n", ""), stage.awaitEnd());
        }
    }

    @Test
    void theCommandLineWinsOverTheVariable() {
        Stage.Play play = Stage.play(Programs.pidone("-r USR1:INT", Programs.listener(1, INT)));
        try (Stage stage = play.with("PIDONE_REWRITE", "USR1:TERM").start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), USR1);
            assertEquals(42, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p TERM", "--parent-death-signal=15", "-p TERM --pid1mode=exec",
            "-p TERM --pid1mode=wait-all-children", "-p USR1 -r USR1:TERM"})
    void theDeathOfTheParentIsASignal(String options) {
        try (Stage stage = Stage.play(besideItsParent(options)).start()) {
            stage.awaitLine("ready");
            stage.send(stage.await("sh -c"), KILL);
            stage.awaitLine("15");
            stage.until(() -> stage.members("perl").isEmpty(), "the command does not end");
        }
    }

    @Test
    void aVariableMakesTheDeathOfTheParentASignal() {
        Stage.Play play = Stage.play(besideItsParent("")).with("PIDONE_PARENT_DEATH_SIGNAL", "SIGTERM");
        try (Stage stage = play.start()) {
            stage.awaitLine("ready");
            stage.send(stage.await("sh -c"), KILL);
            stage.awaitLine("15");
        }
    }

    /** Job control does not happen then: whoever rewrites CONT wants no CONT. */
    @Test
    void aRewrittenContinueDoesNotContinueAStoppedCommand() {
        try (Stage stage = Stage.play(Programs.pidone("-r CONT:USR1", Programs.listener(2, USR1, CONT))).start()) {
            stage.awaitLine("ready");
            Member command = stage.command();
            stage.send(command, STOP);
            stage.until(command::isStopped, "the command is not stopped");
            stage.send(stage.pidone(), CONT);
            stage.until(() -> command.isPending(USR1), "the signal does not arrive");
            assertTrue(command.isStopped());
            stage.send(command, CONT);
            assertEquals(42, stage.awaitEnd().status());
        }
    }

    @Test
    void withoutThatOptionTheDeathOfTheParentIsNone() {
        try (Stage stage = Stage.play(besideItsParent("")).start()) {
            stage.awaitLine("ready");
            stage.send(stage.await("sh -c"), KILL);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            stage.send(stage.pidone(), TERM);
            stage.awaitLine("15");
        }
    }

    private static List<String> besideItsParent(String options) {
        return Programs.shell("\"$@\" & wait; exit 1", Programs.pidone(options, Programs.listener(1, TERM)));
    }

    /** About as many at once as pidone takes on in one round, some of them by way of the JVM's own signals. */
    @ParameterizedTest
    @ValueSource(ints = {56, 57, 58, 59, 60, 61, 62, 63, 64, 65})
    void noneOfManySignalsIsForgotten(int times) {
        int[] relayed = {4, 5, 7, 8, 11, 12};
        int[] signals = IntStream.concat(IntStream.of(relayed), IntStream.of(REAL_TIME)).toArray();
        Stage.Play play = Stage.play(Programs.pidone("", Programs.listener(times + relayed.length, signals)));
        try (Stage stage = play.start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), STOP);
            stage.until(stage.pidone()::isStopped, "pidone is not stopped");
            stage.send(stage.pidone(), IntStream.generate(() -> REAL_TIME).limit(times).toArray());
            stage.send(stage.pidone(), relayed);
            stage.send(stage.pidone(), CONT);
            assertEquals(42, stage.awaitEnd().status());
        }
    }
}

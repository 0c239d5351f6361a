package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exit statuses that are mapped to others, and calls that make no sense. */
class OptionsIT {
    private static final int TERM = 15;

    @ParameterizedTest
    @CsvSource({"-e 3, '', 3, 0", "-e 3, '', 4, 4", "-e 3, '', 0, 0", "--remap-exit=3:7, '', 3, 7",
            "-e 3 -e 4:5, '', 3, 0", "-e 3 -e 4:5, '', 4, 5", "-e 3:1 -e 3:2, '', 3, 2", "-e 0:255, '', 0, 255",
            "'', 3, 3, 0", "'', '3:7,4:8', 4, 8", "'', '3:7 4:8', 3, 7", "-e 4, 3, 3, 3",
            "--pid1mode=wait-all-children -e 3:9, '', 3, 9"})
    void theStatusOfTheCommandIsMapped(String options, String variable, int commands, int pidones) {
        Stage.Play play = Stage.play(Programs.pidone(options, "sh", "-c", "exit " + commands)).with("PIDONE_REMAP_EXIT",
                variable);
        assertEquals(new Stage.Ended(pidones, "", ""), play.run());
    }

    @Test
    void soIsTheStatusOfACommandThatASignalHasKilled() {
        try (Stage stage = Stage.play(Programs.pidone("-e 143", "sleep", "1000")).asPid1().start()) {
            stage.await("sleep 1000");
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(0, "", ""), stage.awaitEnd());
        }
    }

    /** They say that there was no command to have a status. */
    @ParameterizedTest
    @CsvSource({"-e 127, no-such-command, 127", "-e 126, /, 126"})
    void theStatusOfPidoneItselfIsNotMapped(String options, String command, int status) {
        assertEquals(status, Stage.play(Programs.pidone(options, command)).run().status());
    }

    static Stream<String> meaningless() {
        return Stream.of(
                "exec: -g, --session, -r TERM:INT, --stop-timeout=1s, --leftovers=terminate, --orphans=adopt,"
                        + " -e 3, -s, --no-subreaper, -w",
                "wait-all-children: -g, --leftovers=ignore",
                "pause: -g, --session, -r TERM:INT, --stop-timeout=1s, --leftovers=terminate, --orphans=terminate, -e 3")
                .flatMap(OptionsIT::each);
    }

    private static Stream<String> each(String line) {
        String[] parts = line.split(": ", 2);
        return Stream.of(parts[1].split(", ")).map(option -> "--pid1mode=" + parts[0] + " " + option);
    }

    @ParameterizedTest
    @MethodSource("meaningless")
    void anOptionWithoutAMeaningInTheModeIsRefused(String options) {
        String mode = options.split(" ")[0];
        Stage.Ended ended = Stage.play(Programs.pidone(options, "echo", "started")).run();
        assertRefused(ended);
        assertTrue(ended.errors().contains("has no meaning with " + mode), ended::errors);
    }

    @ParameterizedTest
    @CsvSource({"PIDONE_GROUP, 1", "PIDONE_LEFTOVERS, terminate", "PIDONE_STOP_TIMEOUT, 1s", "PIDONE_REWRITE, 1:2"})
    void aVariableWithoutAMeaningInTheModeIsRefused(String variable, String value) {
        Stage.Ended ended = Stage.play(Programs.pidone("--pid1mode=exec", "echo", "started")).with(variable, value)
                .run();
        assertRefused(ended);
        assertTrue(ended.errors().contains(variable), ended::errors);
    }

    @ParameterizedTest
    @CsvSource({"-r TERM", "-r TERM:NONE", "-r 0:TERM", "-r TERM:65", "-r :", "-r RTMIN+31:1", "-p 0", "-p KIL",
            "-e 256", "-e -1", "-e 3:", "-e x", "--stop-timeout=5", "--stop-timeout=-1s", "--stop-timeout=1s1m",
            "--stop-timeout=", "--leftovers=kill", "--orphans=", "--pid1mode=pause"})
    void aValueThatIsNotAllowedIsRefused(String option) {
        assertRefused(Stage.play(Programs.pidone(option, "echo", "started")).run());
    }

    private static void assertRefused(Stage.Ended ended) {
        assertEquals(new Stage.Ended(125, "", ended.errors()), ended);
        assertEquals(List.of(ended.errors().strip()), ended.errors().lines().toList());
        assertTrue(ended.errors().startsWith("pidone: "), ended::errors);
    }
}

package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A command that forks as fast as it is killed is killed nevertheless. It has a user ID of its own, whose number of
 * processes is limited, and dies with its namespace in any case.
 */
class ForkBombIT {
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** A second of pidone's own, and what a loaded machine adds. */
    private static final Duration LATE = Duration.ofSeconds(6);

    /** All stay, and fork whenever the limit allows it. */
    private static final String GROWING = """
            $SIG{$_} = "IGNORE" for qw(TERM HUP CHLD);
            while (1) { defined(fork()) or select(undef, undef, undef, 0.01); }
            """;

    /** Each ends as soon as it has a child: the process IDs change all the time. */
    private static final String MOVING = """
            $SIG{$_} = "IGNORE" for qw(TERM HUP CHLD);
            for (1 .. 20) { fork() and last; }
            while (1) {
                my $child = fork();
                defined($child) ? $child && exit : select(undef, undef, undef, 0.001);
            }
            """;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aForkBombEndsWithTheDeadline(boolean pid1, boolean moving) {
        Assumptions.assumeTrue(Stage.isRoot(), "only root may give a process another user ID");
        List<String> command = List.of("setpriv", "--reuid=54321", "--clear-groups", "prlimit", "--nproc=100", "perl",
                "-e", moving ? MOVING : GROWING);
        String options = "--pid1mode=wait-all-children --stop-timeout=" + TIMEOUT.toMillis() + "ms";
        Stage.Play play = Stage.play(Programs.pidone(options, command));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.until(() -> stage.members("perl").size() > (moving ? 1 : 50), "no fork bomb");
            long start = System.nanoTime();
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            Duration lasted = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(lasted.compareTo(TIMEOUT.plus(LATE)) < 0, lasted::toString);
            assertEquals(moving ? 0 : 128 + KILL, ended.status());
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }
}

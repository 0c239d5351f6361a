package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A command that forks as fast as it is killed is killed nevertheless. It has a user ID of its own, whose number of
 * processes is limited, and dies with its namespace in any case. {@code -Dpidone.storms} says how many there are of
 * each kind.
 */
class ForkBombIT {
    private static final int RUNS = Integer.getInteger("pidone.storms", 1);
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What pidone may take to kill all. */
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

    /** By which way everybody is killed. */
    enum Way {
        /** kill(2) of everyone. */
        PID_1,
        /** The kernel kills whoever is in a namespace with its PID 1. */
        NAMESPACE,
        /** From pidone down, from children to children. */
        DESCENDANTS
    }

    @ParameterizedTest
    @CsvSource({"PID_1, true", "PID_1, false", "NAMESPACE, true", "NAMESPACE, false", "DESCENDANTS, true",
            "DESCENDANTS, false"})
    void aForkBombEndsWithTheDeadline(Way way, boolean moving) {
        for (int run = 0; run < RUNS; run++) {
            kill(way, moving);
        }
    }

    private static void kill(Way way, boolean moving) {
        Assumptions.assumeTrue(Stage.isRoot(), "only root may give a process another user ID");
        List<String> command = List.of("setpriv", "--reuid=54321", "--clear-groups", "prlimit", "--nproc=100", "perl",
                "-e", moving ? MOVING : GROWING);
        String options = "--pid1mode=wait-all-children --stop-timeout=" + TIMEOUT.toMillis() + "ms"
                + (way == Way.NAMESPACE ? " --pid-namespace" : "");
        Stage.Play play = Stage.play(Programs.pidone(options, command));
        try (Stage stage = (way == Way.PID_1 ? play.asPid1() : play).start()) {
            stage.until(() -> stage.members("perl").size() > (moving ? 1 : 50), "no fork bomb");
            stage.send(stage.pidone(), TERM);
            assertIsShort(stage.untilEnded());
            assertEquals(moving ? 0 : 128 + KILL, stage.awaitEnd().status());
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }

    /** Not by the clock: where others want the CPUs as well, bomb and pidone both get less of them. */
    private static void assertIsShort(Await.Spent spent) {
        Duration most = TIMEOUT.plus(LATE);
        assertTrue(spent.asleep().compareTo(most) < 0, spent::toString);
        assertTrue(spent.cpu().compareTo(most.multipliedBy(Runtime.getRuntime().availableProcessors())) < 0,
                spent::toString);
    }
}

package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.TestProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ID of a descendant that has ended is another process's at once, which is none of pidone's business: never is that
 * one sent a signal. {@code -Dpidone.reuses} says how many there are of each kind.
 */
class ReusedIdIT {
    private static final int REUSES = Integer.getInteger("pidone.reuses", 1000);

    /** Sends signals in rows: some find pidone at work, and the next ones waiting. */
    private static final String SENDER = """
            my $pidone = shift;
            while (1) {
                kill USR1 => $pidone for 1 .. 50;
                select(undef, undef, undef, 0.0001);
            }
            """;

    /** Both are children of a shell, which stays. The command is to ignore the signal from its first instruction on. */
    private static final String SCRIPT = """
            trap '' USR1
            reuser=$1; file=$2; count=$3; sender=$4; shift 4
            "$@" "$reuser" descendant "$file" &
            pidone=$!
            perl -e "$sender" $pidone &
            "$reuser" stranger "$file" "$count"
            wait $pidone
            """;

    @ParameterizedTest
    @ValueSource(strings = {"--pid1mode=wait-all-children", "--pid1mode=wait-all-children --no-subreaper"})
    void aStrangerThatHasGotTheIdOfADescendantIsNeverSignalled(String options, @TempDir Path folder) {
        Assumptions.assumeTrue(Stage.isRoot(), "only root says who gets which ID");
        List<String> pidone = Programs.pidone(options);
        List<String> arguments = new ArrayList<>(List.of(TestProgram.of("id_reuser").toString(),
                folder.resolve("shared").toString(), Integer.toString(REUSES), SENDER));
        arguments.addAll(pidone);
        Stage.Ended ended = Stage.play(Programs.shell(SCRIPT, arguments)).run();
        assertEquals("ready\n" + REUSES + " strangers, 0 signals\n", ended.output(), ended::errors);
        assertEquals(0, ended.status());
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docker stop} and {@code docker kill}. */
@NeedsEngine
class StoppingIT {
    /** Most that a container may sleep meanwhile. The engine waits ten seconds by default before it sends SIGKILL. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final int EXIT_STATUS_OF_HANDLER = 7;
    private static final int KILLED_BY_TERM = 128 + 15;
    private static final int KILLED = 128 + 9;

    @ParameterizedTest
    @EnumSource
    void dockerStopEndsACommandThatHandlesSigtermAtOnce(Init init) throws Exception {
        dockerStopEnds(init.runs("perl", "-e", "$| = 1; $SIG{TERM} = sub { exit 7 }; print qq(ready\\n); sleep"),
                EXIT_STATUS_OF_HANDLER);
    }

    @ParameterizedTest
    @EnumSource
    void dockerStopEndsACommandThatDoesNotHandleSigtermAtOnce(Init init) throws Exception {
        dockerStopEnds(init.runs("perl", "-e", "$| = 1; print qq(ready\\n); sleep"), KILLED_BY_TERM);
    }

    @ParameterizedTest
    @EnumSource
    void dockerStopEndsAShellPipelineAtOnce(Init init) throws Exception {
        dockerStopEnds(init.runs("sh", "-c", "(echo ready; exec sleep 1000) | cat"), KILLED_BY_TERM);
    }

    private static void dockerStopEnds(TestContainer container, int exitStatus) throws InterruptedException {
        try (container) {
            container.start();
            container.awaitOutput("ready");
            Await.Spent spent = container.dockerStop();
            assertEquals(exitStatus, container.exitStatus());
            assertTrue(spent.asleep().compareTo(AT_ONCE) < 0, () -> "stopping took " + spent);
        }
    }

    @Test
    void theStopTimeoutEndsACommandThatIgnoresSigterm() throws Exception {
        String[] command = {"sh", "-c", "trap '' TERM; echo ready; exec sleep 1000"};
        try (TestContainer container = TestContainer.pidoneWith("--stop-timeout=500ms", command).started()) {
            container.awaitOutput("ready");
            container.dockerStop();
            assertEquals(KILLED, container.exitStatus());
            String output = container.completeOutput();
            assertTrue(output.contains("the time to stop is over, killing"), output);
        }
    }

    @Test
    void dockerKillSendsEverySignalToTheCommand() throws Exception {
        String tellsSignals = """
                use Config;
                $| = 1;
                my @names = split " ", $Config{sig_name};
                for my $number (1 .. 64) {
                    $SIG{$names[$number]} = sub { print "signal $number.\\n" };
                }
                print "ready\\n";
                sleep while 1;
                """;
        // KILL and STOP cannot be caught, and glibc keeps 32 and 33 to itself.
        Set<Integer> uncatchable = Set.of(9, 19, 32, 33);
        try (TestContainer container = TestContainer.pidone("perl", "-e", tellsSignals).started()) {
            container.awaitOutput("ready");
            for (int number : IntStream.rangeClosed(1, 64).filter(n -> !uncatchable.contains(n)).toArray()) {
                container.dockerKill(Integer.toString(number));
                container.awaitOutput("signal " + number + ".\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, 1", "INT, 2", "QUIT, 3", "ABRT, 6", "SEGV, 11", "USR2, 12", "PIPE, 13", "RTMIN+3, 37"})
    void theExitStatusNamesTheSignalThatKilledTheCommand(String signal, int number) throws Exception {
        try (TestContainer container = TestContainer.pidone("sh", "-c", "echo ready; exec sleep 1000").started()) {
            container.awaitOutput("ready");
            container.dockerKill("SIG" + signal);
            assertEquals(128 + number, container.exitStatus());
        }
    }
}

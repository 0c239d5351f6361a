package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of --stop come in their order, at their times, and to whom they are meant for. */
class StopPlanIT {
    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int KILL = 9;
    private static final int USR1 = 10;
    private static final int TERM = 15;
    private static final int STOP = 19;

    /** Says its name, and of each signal the number and the time, on the clock of System.nanoTime; ends on none. */
    private static final String WITNESS = """
            use POSIX ();
            use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
            my ($name, $worker) = @ARGV;
            for my $signal (1, 2, 3, 10, 12, 15, 18) {
                POSIX::sigaction($signal, POSIX::SigAction->new(sub {
                    syswrite(STDOUT, sprintf("%s %d %.0f\\n", $name, $signal,
                            clock_gettime(CLOCK_MONOTONIC) * 1e9));
                }, POSIX::SigSet->new(1, 2, 3, 10, 12, 15, 18)));
            }
            exec { $^X } $^X, "-e", $worker, "--", "worker" if $worker && !fork();
            syswrite(STDOUT, "$name ready\\n");
            sleep 1 while 1;
            """;

    /** What a witness has said of a signal. */
    private record Heard(String witness, int signal, long time) {
        static Heard of(String line) {
            String[] words = line.split(" ");
            return new Heard(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
        }

        /** Where its time was noted the signal had been sent already. */
        boolean isEarlierThan(long sent, long milliseconds) {
            return time < sent + milliseconds * 1_000_000;
        }
    }

    private static List<String> witness(String name) {
        return List.of("perl", "-e", WITNESS, "--", name);
    }

    private static Stage start(String options, boolean pid1, List<String> command) {
        Stage.Play play = Stage.play(Programs.pidone(options, command));
        return (pid1 ? play.asPid1() : play).start();
    }

    private static List<Heard> heard(Stage stage) {
        return stage.output().lines().filter(line -> line.matches("\\w+ [0-9]+ [0-9]+")).map(Heard::of).toList();
    }

    private static List<Integer> signals(Stage stage) {
        return heard(stage).stream().map(Heard::signal).toList();
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "-g, true", "-g, false", "--session, true", "--session, false",
            "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false"})
    void eachStepComesOnceInItsOrderAndNeverEarly(String options, boolean pid1) {
        String plan = " --stop=wait:400ms,forward:300ms,QUIT:200ms,USR1@command:100ms,HUP@all:300ms,KILL@all";
        try (Stage stage = start(options + plan, pid1, witness("command"))) {
            stage.awaitLine("command ready");
            long sent = System.nanoTime();
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            long ended = System.nanoTime();
            List<Heard> heard = heard(stage);
            assertEquals(List.of(TERM, 3, USR1, HUP), signals(stage), stage::output);
            long[] times = {400, 700, 900, 1000};
            for (int step = 0; step < times.length; step++) {
                assertFalse(heard.get(step).isEarlierThan(sent, times[step]), stage::output);
            }
            assertTrue(ended - sent >= 1_300_000_000L, "it was killed too early");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true"})
    void aSecondSignalEndsAStepThatWaits(String options, boolean pid1) {
        try (Stage stage = start(options + " --stop=wait:1h,forward,USR1", pid1, witness("command"))) {
            stage.awaitLine("command ready");
            stage.send(stage.pidone(), TERM);
            stage.send(stage.pidone(), HUP);
            stage.until(() -> signals(stage).contains(HUP), "other signals are not forwarded");
            assertEquals(List.of(HUP), signals(stage));
            stage.send(stage.pidone(), INT);
            stage.until(() -> signals(stage).size() >= 4, "the wait is not over");
            assertEquals(List.of(HUP, INT, TERM, USR1), sorted(signals(stage)));
            stage.send(stage.pidone(), INT);
            stage.until(() -> signals(stage).size() >= 5, "nothing is forwarded any more");
        }
    }

    /** Signals that are pending together arrive by their numbers. */
    private static List<Integer> sorted(List<Integer> signals) {
        List<Integer> sorted = new ArrayList<>(List.of(signals.getFirst()));
        signals.stream().skip(1).filter(signal -> signal == INT || signal == TERM).sorted().forEach(sorted::add);
        signals.stream().skip(1).filter(signal -> signal != INT && signal != TERM).forEach(sorted::add);
        return sorted;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndEndsThePlan(boolean pid1) {
        String script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done";
        try (Stage stage = start("--stop=forward:1h,run=/no/such/program:1h,KILL@all", pid1, Programs.shell(script))) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(7, "ready\n", ""), stage.awaitEnd());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCommandFirstAllOthersLater(boolean pid1) {
        List<String> command = new ArrayList<>(witness("command"));
        command.add(WITNESS);
        String options = "--pid1mode=wait-all-children --stop=TERM@command:500ms,USR1@all:500ms,KILL@all";
        try (Stage stage = start(options, pid1, command)) {
            stage.awaitLine("command ready");
            stage.awaitLine("worker ready");
            long sent = System.nanoTime();
            stage.send(stage.pidone(), INT);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            List<Heard> worker = heard(stage).stream().filter(one -> one.witness().equals("worker")).toList();
            assertEquals(List.of(USR1), worker.stream().map(Heard::signal).toList(), stage::output);
            assertFalse(worker.getFirst().isEarlierThan(sent, 500), stage::output);
            assertEquals(List.of(TERM, USR1),
                    heard(stage).stream().filter(one -> one.witness().equals("command")).map(Heard::signal).toList(),
                    stage::output);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "-g, false", "--pid1mode=wait-all-children, true"})
    void aStoppedCommandIsContinuedByAStepThatSendsASignal(String options, boolean pid1) {
        try (Stage stage = start(options + " --stop=TERM:1h", pid1, List.of("sleep", "1000"))) {
            Member sleep = stage.await("sleep 1000");
            stage.send(sleep, STOP);
            stage.until(sleep::isStopped, "it is not stopped");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlanWithoutKillGoesOnWaiting(boolean pid1) {
        try (Stage stage = start("--stop=forward:10ms,USR1:10ms", pid1, witness("command"))) {
            stage.awaitLine("command ready");
            stage.send(stage.pidone(), TERM);
            stage.until(() -> signals(stage).contains(USR1), "the last step does not come");
            Await.pause(300_000_000);
            assertFalse(stage.hasEnded());
            stage.send(stage.pidone(), TERM);
            stage.until(() -> signals(stage).size() == 3, "nothing is forwarded any more");
        }
    }

    /** A program for run=, which is not to be found by its parameters: it can have none. */
    private static Path program(Path folder, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--session, false"})
    void aProgramKnowsWhyItRuns(String options, boolean pid1, @TempDir Path folder) throws IOException {
        Path program = program(folder, """
                read -r line </dev/stdin && echo "there is something to read"
                echo "$PIDONE_SIGNAL $WITH"
                [ "$(ps -o sid= -p $$ | tr -d ' ')" = $$ ] && kill -USR1 $PIDONE_COMMAND_PID
                """);
        Stage.Play play = Stage.play(Programs.pidone(options + " --stop=run=" + program + ":1h,forward:1h",
                Programs.listener(2, USR1, TERM))).with("WITH", "the command's environment");
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(42, "ready\nTERM the command's environment\n10\n15\n", ""), stage.awaitEnd());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aProgramThatFailsOrIsMissingIsWorthAWarningAndNoTime(boolean pid1) {
        String plan = "--stop=run=/bin/false:1h,run=/no/such:1h,USR1:1h";
        try (Stage stage = start(plan, pid1, Programs.listener(1, USR1))) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(42, ended.status());
            assertEquals("""
                    pidone: WARN: the stop plan's '/bin/false', exited with status 1
                    pidone: WARN: the stop plan cannot run '/no/such': ENOENT (no such file or directory)
                    """, ended.errors());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "--orphans=terminate, true"})
    void aProgramThatHangsIsKilledWithItsGroupWhenItsTimeIsOver(String options, boolean pid1, @TempDir Path folder)
            throws IOException {
        Path program = program(folder, "trap '' TERM; echo hangs; (sleep 3000 & sleep 3000); sleep 3000");
        String plan = " --stop=run=" + program + ":2500ms,USR1:1h";
        try (Stage stage = start(options + plan, pid1, Programs.listener(1, USR1))) {
            stage.awaitLine("ready");
            long sent = System.nanoTime();
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertTrue(System.nanoTime() - sent >= 2_500_000_000L, "too early");
            assertEquals(42, ended.status());
            assertTrue(ended.errors().contains("' has not ended in time, killing it, pid="), ended::errors);
            stage.until(() -> stage.members("sleep 3000").isEmpty(), "its children are left");
        }
    }

    /**
     * What keeps it from being the program is for its own time limit: others of its user may stop it, and files of
     * theirs may never answer. Here it waits for somebody who writes into the pipe in place of /dev/null.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProgramThatNeverBeginsHoldsUpNobody(boolean pid1, @TempDir Path folder) throws IOException {
        List<String> call = Programs.pidone("--stop=run=/bin/true:300ms,run=/bin/true:300ms,USR1:1h",
                Programs.shell("trap 'exit 42' USR1; echo ready; while :; do sleep 0.01; done"));
        String script = "mkfifo " + folder + "/pipe && mount --bind " + folder + "/pipe /dev/null && exec \"$@\"";
        Stage.Play play = Stage.play(Programs.shell(script, call));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(42, ended.status());
            assertEquals(2, ended.errors().split("has not ended in time, killing it, pid=", -1).length - 1);
        }
    }

    @Test
    void aProgramDoesNotOutliveTheCommand(@TempDir Path folder) throws IOException {
        Path program = program(folder, "echo hangs; exec sleep 3000");
        List<String> command = Programs.shell("trap 'exit 7' HUP; while :; do sleep 0.01; done");
        try (Stage stage = start("--stop=run=" + program + ":1h,forward", false, command)) {
            stage.command();
            stage.send(stage.pidone(), TERM);
            stage.awaitLine("hangs");
            stage.send(stage.pidone(), HUP);
            assertEquals(7, stage.awaitEnd().status());
            stage.until(() -> stage.members("sleep 3000").isEmpty(), "the program is left");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true, 143", "'', false, 143", "--success-on-stop, true, 0", "--success-on-stop, false, 0",
            "--success-on-stop --pid1mode=wait-all-children, true, 0", "--success-on-stop --stop=INT:1h, true, 0",
            "--success-on-stop -r TERM:INT, false, 0", "--success-on-stop --stop=KILL:1h, true, 137",
            "'--success-on-stop --stop=wait:1ms,USR1@command,KILL@all', true, 137", "-e 143:5, true, 5"})
    void anEndThatWasAskedForMayBeASuccess(String options, boolean pid1, int status) {
        String ignore = options.contains("USR1") ? "trap '' USR1; " : "";
        try (Stage stage = start(options, pid1, Programs.shell(ignore + "echo ready; exec sleep 1000"))) {
            stage.awaitLine("ready");
            stage.await("sleep 1000");
            stage.send(stage.pidone(), TERM);
            assertEquals(status, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"15, 143, 0", "15, 130, 130", "15, 7, 7", "15, 0, 0", "10, 143, 143"})
    void aSuccessIsTheNumberOfTheSignalThatWasPassedOn(int signal, int ends, int status) {
        List<String> command = Programs.shell("trap 'exit $1' TERM USR1; echo ready; while :; do sleep 0.01; done",
                Integer.toString(ends));
        try (Stage stage = start("--success-on-stop", true, command)) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), signal);
            assertEquals(status, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "'--stop=USR1:200ms,KILL@all', true", "--stop-timeout=200ms, false", "--success-on-stop -e 143:5, true"})
    void theTimeLimitBeginsThePlanByItself(String options, boolean pid1) {
        long start = System.nanoTime();
        try (Stage stage = start(options + " --time-limit=700ms", pid1, Programs.shell("trap '' USR1; sleep 3000"))) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(124, ended.status());
            assertTrue(System.nanoTime() - start >= 700_000_000L, "too early");
            assertTrue(ended.errors().startsWith("pidone: WARN: the time limit is over\n"), ended::errors);
        }
    }

    @Test
    void whoEndsWithinTheTimeLimitEndsWithAStatusOfItsOwn() {
        assertEquals(new Stage.Ended(3, "", ""),
                Stage.play(Programs.pidone("--time-limit=1h", Programs.shell("exit 3"))).run());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"--stop=wait:1s,forwrd:3s;step 2 'forwrd:3s'",
            "--stop=TERM@al;step 1 'TERM@al'", "--stop=forward:3;step 1 'forward:3'", "--stop=run=;step 1 'run='"})
    void aPlanThatIsWrongStartsNothing(String options, String step) {
        Stage.Ended ended = Stage.play(Programs.pidone(options, Programs.shell("echo started"))).run();
        assertEquals(125, ended.status());
        assertEquals("", ended.output());
        assertTrue(ended.errors().startsWith("pidone: --stop: " + step + " is not allowed; allowed: "), ended::errors);
    }

    @Test
    void manySignalsDuringThePlanDoNotDelayIt() {
        try (Stage stage = start("--stop=wait:500ms,KILL@all", true, witness("command"))) {
            stage.awaitLine("command ready");
            stage.send(stage.pidone(), TERM);
            int[] many = Stream.generate(() -> HUP).limit(300).mapToInt(Integer::intValue).toArray();
            while (!stage.hasEnded() && !stage.members("perl").isEmpty()) {
                try {
                    stage.send(stage.pidone(), many);
                } catch (AssertionError e) {
                    break;
                }
            }
            assertEquals(128 + KILL, stage.awaitEnd().status());
        }
    }
}

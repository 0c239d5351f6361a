package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that signals have stopped, without any terminal. */
class StoppedCommandIT {
    private static final int HUP = 1;
    private static final int USR1 = 10;
    private static final int TERM = 15;
    private static final int CONT = 18;
    private static final int STOP = 19;
    private static final int TSTP = 20;

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "-g, false", "--session, true", "--pid1mode=wait-all-children, true",
            "--pid1mode=wait-all-children, false"})
    void signalsToAStoppedCommandArriveOnceItContinues(String options, boolean pid1) {
        Stage.Play play = Stage.play(Programs.pidone(options, Programs.listener(5, HUP, USR1, 40, 41)));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            stage.send(stage.command(), STOP);
            stage.until(stage.command()::isStopped, "it is not stopped");
            stage.send(stage.pidone(), HUP, 40, USR1, 41, 40);
            stage.until(() -> stage.command().isPending(41), "nothing is forwarded");
            stage.send(stage.pidone(), CONT);
            assertEquals(42, stage.awaitEnd().status());
            assertEquals(List.of("1", "10", "40", "40", "41", "ready"), stage.output().lines().sorted().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 22})
    void aSignalThatStopsIsForwardedAndPidoneStopsAsWell(int signal) {
        try (Stage stage = asJob("", "sleep", "1000")) {
            stage.await("sleep 1000");
            stage.send(stage.pidone(), signal);
            stage.until(() -> stage.command().isStopped() && stage.pidone().isStopped(), "not both are stopped");
            stage.send(stage.pidone(), CONT);
            stage.until(() -> !stage.command().isStopped() && !stage.pidone().isStopped(), "not both continue");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 22})
    void aCommandWithASessionOfItsOwnIsSentStop(int signal) {
        try (Stage stage = asJob("--session", Programs.listener(1, signal, TERM).toArray(new String[0]))) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), signal);
            stage.until(() -> stage.command().isStopped() && stage.pidone().isStopped(), "not both are stopped");
            stage.send(stage.pidone(), CONT, TERM);
            assertEquals(new Stage.Ended(42, "ready\n15\n", ""), stage.awaitEnd());
        }
    }

    @Test
    void pidoneGoesOnReapingAsPid1WhileTheCommandIsStopped() {
        List<String> command = Programs.shell("(sleep 1000 &); exec sleep 2000");
        try (Stage stage = Stage.play(Programs.pidone("", command)).asPid1().start()) {
            Member orphan = stage.await("sleep 1000");
            Member sleep = stage.await("sleep 2000");
            stage.until(() -> orphan.parent() == stage.pidone().processId(), "no orphan");
            stage.send(stage.pidone(), TSTP);
            stage.until(sleep::isStopped, "it is not stopped");
            assertFalse(stage.pidone().isStopped());
            stage.send(orphan, TERM);
            stage.until(() -> !orphan.exists(), "the orphan is not reaped");
            stage.send(stage.pidone(), CONT, TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereEveryProcessIsSignalledEveryProcessContinues(boolean pid1) {
        List<String> command = Programs.shell("setsid sleep 1000 & exec sleep 2000");
        List<String> arguments = Programs.pidone("--pid1mode=wait-all-children", command);
        try (Stage stage = pid1 ? Stage.play(arguments).asPid1().start() : asJob(arguments)) {
            Member daemon = stage.await("sleep 1000");
            Member sleep = stage.await("sleep 2000");
            stage.send(stage.pidone(), TSTP);
            // A CONT that comes while pidone is about to stop itself would be lost, as for any program that does so.
            stage.until(() -> sleep.isStopped() && (pid1 || stage.pidone().isStopped()), "not both are stopped");
            stage.send(daemon, STOP);
            stage.until(daemon::isStopped, "the daemon is not stopped");
            stage.send(stage.pidone(), CONT);
            stage.until(() -> !sleep.isStopped() && !daemon.isStopped(), "not all continue");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    private static Stage asJob(String options, String... command) {
        return asJob(Programs.pidone(options, command));
    }

    /** In a group that a parent of the same session looks after: in any other one the kernel discards stop signals. */
    private static Stage asJob(List<String> pidone) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", """
                my $child = fork();
                if (!$child) {
                    setpgrp(0, 0);
                    exec @ARGV;
                }
                waitpid($child, 0);
                exit($? >> 8);
                """, "--"));
        command.addAll(pidone);
        return Stage.play(command).start();
    }
}

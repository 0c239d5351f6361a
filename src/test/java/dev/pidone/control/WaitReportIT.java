package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is waited for is said, with the reason and the next step. */
class WaitReportIT {
    private static final int TERM = 15;
    private static final int KILL = 9;
    private static final int STOP = 19;
    private static final String SOON = "--wait-report=300ms ";

    private static Stage.Play play(String options, String script) {
        return Stage.play(Programs.pidone(options, Programs.shell(script)));
    }

    private static void end(Stage stage, Member command) {
        stage.send(command, KILL);
        assertEquals(128 + KILL, stage.awaitEnd().status());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandThatIgnoresTheSignalIsNamed(boolean pid1) {
        Stage.Play play = play(SOON, "trap '' TERM; echo ready; exec sleep 1000");
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            Member sleep = stage.await("sleep 1000");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            String errors = stage.errors();
            assertTrue(errors.startsWith("pidone: WARN: still waiting for 1 process, "), errors);
            assertTrue(errors.contains(" after SIGTERM from outside the PID namespace\n") != errors
                    .contains(" after SIGTERM sent by pid="), errors);
            assertTrue(errors.matches("(?s).*  PID +USER +AGE +CPU +STATE +COMMAND\n.*"), errors);
            assertTrue(errors.matches("(?s).*ignores SIGTERM +sleep 1000\n.*"), errors);
            assertTrue(errors.contains("the command takes no notice of SIGTERM"), errors);
            end(stage, sleep);
        }
    }

    /**
     * A process can have whoever reads its memory wait for ever: by a file system of its own, or here, in short, by a
     * pipe in place of the file.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "--report=report "})
    void aProcessThatNeverTellsItsCommandLineHoldsUpNoDeadline(String option, @TempDir Path folder) {
        String pipe = folder.resolve("pipe").toString();
        Stage.Play play = play(SOON + "--stop-timeout=2s " + option.replace("=", "=" + folder + "/"),
                "mkfifo " + pipe + " && mount --bind " + pipe
                        + " /proc/$$/cmdline && trap '' TERM; echo ready; while :; do sleep 0.01; done");
        try (Stage stage = play.asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(128 + KILL, ended.status());
            assertTrue(ended.errors().matches("(?s).*ignores SIGTERM +\\[sh]\n.*"), ended::errors);
        }
    }

    @Test
    void whoIsStoppedCanBeContinued() {
        try (Stage stage = play(SOON, "sleep 1000 & trap 'wait' TERM; echo ready; wait").asPid1().start()) {
            stage.awaitLine("ready");
            Member sleep = stage.await("sleep 1000");
            stage.send(sleep, STOP);
            stage.until(sleep::isStopped, "it is not stopped");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("it goes on after kill -CONT ");
            assertTrue(stage.errors().matches("(?s).*stopped +sleep 1000\n.*"), stage::errors);
            assertTrue(stage.errors().matches("(?s).*handles SIGTERM +sh -c .*"), stage::errors);
            end(stage, stage.command());
        }
    }

    @Test
    void aZombieOfAnotherParentIsSaidToBeBeyondReach() {
        try (Stage stage = play(SOON, "trap '' TERM; true & exec perl -e '$| = 1; print qq(ready\\n); sleep 1000'")
                .asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            assertTrue(stage.errors().matches(
                    "(?s).* has ended; its parent, \\d+ \\(perl\\), has not waited for it, and nobody else can.*"),
                    stage::errors);
            end(stage, stage.command());
        }
    }

    /**
     * Only who stays so is stuck; a parent that waits for its child of vfork(2) is as good as one that waits for a
     * disk.
     */
    @Test
    void whoSleepsWhereNoSignalReachesIsSaidToBeStuck() {
        // As vfork(2): CLONE_VFORK | CLONE_VM | SIGCHLD.
        String parent = "require qq(syscall.ph); $SIG{TERM} = qq(IGNORE); $| = 1; print qq(ready\\n);"
                + " syscall(&SYS_clone, 0x4111, 0, 0, 0, 0) or sleep 1000";
        try (Stage stage = play(SOON, "exec perl -e '" + parent + "'").asPid1().start()) {
            stage.awaitLine("ready");
            stage.until(() -> stage.members("perl").size() == 2, "it has no child");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            assertTrue(stage.errors().matches("(?s).* uninterruptible +perl .*"), stage::errors);
            assertEquals(1, count(stage, " waits in the kernel, for a device, a file system or a child of vfork(2): "),
                    stage::errors);
            end(stage, stage.command());
        }
    }

    /** This shell's children are zombies for a moment, again and again. */
    @Test
    void whoIsAZombieForAMomentIsNotSaidToBeStuck() {
        try (Stage stage = play("--wait-report=100ms", "trap '' TERM; echo ready; while :; do (:); done").asPid1()
                .start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            assertEquals(0, count(stage, "nobody else can"), stage::errors);
            assertEquals(0, count(stage, "waits in the kernel"), stage::errors);
            end(stage, stage.command());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDaemonThatHoldsUpTheEndIsNamed(boolean pid1) {
        Stage.Play play = play("--pid1mode=wait-all-children " + SOON, "setsid sleep 1000 & exit 3");
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            Member sleep = stage.await("sleep 1000");
            stage.awaitErrors("--wait-limit=DURATION");
            assertTrue(stage.errors().contains("still waiting for 1 process, "), stage::errors);
            assertTrue(stage.errors().contains(" after the command's end\n"), stage::errors);
            assertTrue(stage.errors().matches("(?s).*sleeping +sleep +sleep 1000\n.*"), stage::errors);
            stage.send(sleep, TERM);
            assertEquals(3, stage.awaitEnd().status());
        }
    }

    @Test
    void whatWillBeKilledIsSaid() {
        try (Stage stage = play("--stop-timeout=1h " + SOON, "trap '' TERM; echo ready; exec sleep 1000").asPid1()
                .start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("what is left then is killed in 59m 59s\n");
            end(stage, stage.command());
        }
    }

    @Test
    void adviceIsGivenOnceAndReportsAreMoreAndMoreApart() {
        try (Stage stage = play("--wait-report=50ms", "trap '' TERM; echo ready; exec sleep 1000").asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.until(() -> count(stage, "still waiting") >= 4, "no more reports");
            assertEquals(1, count(stage, "takes no notice"));
            assertTrue(stage.errors().matches("(?s).*process, [5-9]\\d\\d ms after.*|.*process, \\d+\\.\\d s after.*"),
                    stage::errors);
            end(stage, stage.command());
        }
    }

    private static long count(Stage stage, String words) {
        return stage.errors().lines().filter(line -> line.contains(words)).count();
    }

    /** The pause is over when the second signal arrives: by then it would have been said. */
    @ParameterizedTest
    @ValueSource(strings = {"--wait-report=0s", "-q --wait-report=1ms", "--stop=wait:1h --wait-report=1ms"})
    void nothingIsSaidWhereThatIsWanted(String options) {
        String script = "trap 'echo hup' HUP; trap '' TERM; echo ready; while :; do sleep 0.05; done";
        try (Stage stage = play(options, script).asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            for (int times = 1; times <= 5; times++) {
                stage.send(stage.pidone(), 1);
                stage.awaitLine("hup", times);
            }
            assertFalse(stage.errors().contains("still waiting"), stage::errors);
            end(stage, stage.command());
        }
    }

    @Test
    void namesOfAnyBytesAreMadePrintable() {
        String script = "trap '' TERM; exec perl -e '$0 = qq(a\\nb\\033[31m\\xff); $| = 1; print qq(ready\\n); sleep 1000'";
        try (Stage stage = play(SOON, script).asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            assertTrue(stage.errors().contains(" a\\x0ab\\x1b[31m"), stage::errors);
            List<String> foreign = stage.errors().lines().filter(line -> !line.startsWith("pidone: WARN: ")).toList();
            assertEquals(List.of(), foreign);
            end(stage, stage.command());
        }
    }
}

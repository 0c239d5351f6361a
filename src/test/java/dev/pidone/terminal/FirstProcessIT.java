package dev.pidone.terminal;

import static dev.pidone.terminal.Shell.CTRL_BACKSLASH;
import static dev.pidone.terminal.Shell.CTRL_C;
import static dev.pidone.terminal.Shell.CTRL_D;
import static dev.pidone.terminal.Shell.CTRL_Z;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.EndLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pidone as PID 1 with a terminal, the leader of its session, as in {@code docker run -it}. */
class FirstProcessIT {
    private static final int HUP = 1;
    private static final int KILL = 9;
    private static final int INT = 2;
    private static final int STOP = 19;
    private static final int TERM = 15;
    private static final int CONT = 18;
    private static final int TSTP = 20;

    @ParameterizedTest
    @ValueSource(strings = {"", "--session", "--pid1mode=wait-all-children", "-g"})
    void ctrlCInterruptsTheCommand(String options) {
        try (Stage stage = start(options, List.of("sleep", "1000"))) {
            awaitForeground(stage, stage.await("sleep 1000"));
            stage.type(CTRL_C);
            assertEquals(130, stage.awaitEnd().status());
        }
    }

    @Test
    void ctrlBackslashQuitsTheCommand() {
        try (Stage stage = start("", List.of("sh", "-c", "ulimit -c 0; exec sleep 1000"))) {
            awaitForeground(stage, stage.await("sleep 1000"));
            stage.type(CTRL_BACKSLASH);
            assertEquals(131, stage.awaitEnd().status());
        }
    }

    /** Nobody could continue the command, so the key does nothing, as if pidone were not there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children", "--session"})
    void ctrlZDoesNotFreezeTheCommand(String options) {
        try (Stage stage = start(options, List.of("cat"))) {
            Member cat = stage.await("cat");
            awaitForeground(stage, cat);
            stage.type(CTRL_Z);
            // What the terminal has shown of Ctrl-Z may stand in the same line.
            stage.type("\na line\n");
            stage.awaitLine("a line", 2);
            assertFalse(cat.isStopped());
            stage.type(CTRL_C);
            assertEquals(128 + INT, stage.awaitEnd().status());
        }
    }

    /** Stopped by whoever may: pidone does what it always does meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children"})
    void pidoneGoesOnWhileTheCommandIsStopped(String options) {
        try (Stage stage = start(options, Programs.shell("(setsid sleep 1000 &); exec cat"))) {
            Member orphan = stage.await("sleep 1000");
            Member cat = stage.await("cat");
            awaitForeground(stage, cat);
            stage.send(cat, STOP);
            stage.until(cat::isStopped, "the command is not stopped");
            assertFalse(stage.pidone().isStopped());
            stage.send(orphan, TERM);
            stage.until(() -> !orphan.exists(), "the orphan is not reaped");
            stage.send(stage.pidone(), CONT);
            stage.until(() -> !cat.isStopped() && cat.isInForeground(), "the command does not continue");
            stage.type("a line\n");
            stage.awaitLine("a line", 2);
            stage.type(CTRL_D);
            assertEquals(0, stage.awaitEnd().status());
        }
    }

    @Test
    void aStoppedCommandEndsWithTheTimeToStop() {
        try (Stage stage = start("--stop-timeout=500ms", List.of("cat"))) {
            Member cat = stage.await("cat");
            awaitForeground(stage, cat);
            stage.send(cat, STOP);
            stage.until(cat::isStopped, "the command is not stopped");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
        }
    }

    @Test
    void aShellHasJobControl() {
        try (Stage stage = start("", List.of("bash", "--norc", "--noprofile", "--noediting", "-i"))) {
            Member bash = stage.await("bash");
            awaitForeground(stage, bash);
            stage.type("sleep 1000\n");
            Member sleep = stage.await("sleep 1000");
            awaitForeground(stage, sleep);
            stage.type(CTRL_Z);
            stage.until(sleep::isStopped, "it is not stopped");
            awaitForeground(stage, bash);
            stage.type("bg\n");
            stage.until(() -> !sleep.isStopped(), "it does not continue");
            stage.type("kill %1; wait %1; exit $?\n");
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    /** Giving the terminal up makes the kernel send HUP and CONT to pidone: they are none of the command's business. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandWithASessionOfItsOwnHasTheTerminalAndHearsNothingOfTheHandOver(boolean pid1) {
        Stage.Play play = Stage.play(Programs.pidone("--session", Programs.listener(1, HUP, CONT, TERM))).onTerminal();
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            Member command = stage.command();
            assertEquals(command.processId(), command.session());
            assertTrue(command.isInForeground());
            assertEquals(-1, stage.pidone().foregroundGroup());
            stage.send(stage.pidone(), TERM);
            assertEquals(42, stage.awaitEnd().status());
            assertEquals("ready\r\n15\r\n", EndLine.without(stage.output()));
        }
    }

    @Test
    void aCommandWithASessionOfItsOwnIsStoppedAndContinued() {
        try (Stage stage = start("--session", List.of("cat"))) {
            Member cat = stage.await("cat");
            awaitForeground(stage, cat);
            stage.send(stage.pidone(), TSTP);
            stage.until(cat::isStopped, "the command is not stopped");
            stage.send(stage.pidone(), CONT);
            stage.until(() -> !cat.isStopped(), "the command does not continue");
            stage.type("a line\n");
            stage.awaitLine("a line", 2);
        }
    }

    private static Stage start(String options, List<String> command) {
        return Stage.play(Programs.pidone(options, command)).onTerminal().asPid1().start();
    }

    private static void awaitForeground(Stage stage, Member process) {
        stage.until(process::isInForeground, process + " is not in the foreground");
    }
}

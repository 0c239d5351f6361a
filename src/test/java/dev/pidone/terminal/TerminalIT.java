package dev.pidone.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal says to its session reaches the command. */
class TerminalIT {
    private static final int HUP = 1;
    private static final int WINCH = 28;

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--session, true", "--session, false"})
    void aChangeOfTheSizeOfTheWindowReachesTheCommandOnce(String options, boolean pid1) {
        String script = "trap 'stty size; n=$((n + 1))' WINCH; echo ready; until [ \"$n\" = 2 ]; do sleep 0.01; done";
        try (Stage stage = start(options, pid1, "sh", "-c", script)) {
            stage.awaitLine("ready");
            stage.resize(40, 100);
            stage.awaitLine("40 100");
            stage.resize(50, 120);
            stage.awaitLine("50 120");
            assertEquals(0, stage.awaitEnd().status());
            assertEquals("ready\r\n40 100\r\n50 120\r\n", stage.output());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "--session, true", "--session, false"})
    void aHangUpEndsTheCommand(String options, boolean pid1) {
        try (Stage stage = start(options, pid1, "sleep", "1000")) {
            awaitForeground(stage, stage.await("sleep 1000"));
            stage.hangUp();
            assertEquals(128 + HUP, stage.awaitEnd().status());
        }
    }

    @Test
    void aHangUpEndsAllJobsOfAShell() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sleep 1000 &");
            shell.run("pidone sleep 2000");
            shell.stage.await("sleep 1000");
            awaitForeground(shell.stage, shell.stage.await("sleep 2000"));
            shell.stage.hangUp();
            shell.stage.awaitEnd();
            shell.stage.until(() -> shell.stage.members().isEmpty(), "something is left");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandReadsFromTheTerminalThoughItsStandardInputIsAnotherFile(boolean pid1) {
        String script = "exec \"$@\" </dev/null >/dev/null 2>&1";
        Stage.Play play = Stage
                .play(Programs.shell(script,
                        Programs.pidone("", "sh", "-c",
                                "echo ready >/dev/tty; read line </dev/tty; echo \"read=$line\" >/dev/tty")))
                .onTerminal();
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            stage.type("a line\n");
            stage.awaitLine("read=a line");
            assertEquals(0, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAnyTerminalTheCommandRunsInAGroupOfItsOwn(boolean pid1) {
        Stage.Play play = Stage.play(Programs.pidone("", Programs.listener(1, WINCH)));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            Member command = stage.command();
            assertEquals(command.processId(), command.group());
            assertEquals(stage.pidone().session(), command.session());
            assertEquals(-1, command.foregroundGroup());
            stage.send(stage.pidone(), WINCH);
            assertEquals(new Stage.Ended(42, "ready\n28\n", ""), stage.awaitEnd());
        }
    }

    private static Stage start(String options, boolean pid1, String... command) {
        Stage.Play play = Stage.play(Programs.pidone(options, command)).onTerminal();
        return (pid1 ? play.asPid1() : play).start();
    }

    private static void awaitForeground(Stage stage, Member process) {
        stage.until(process::isInForeground, process + " is not in the foreground");
    }
}

package dev.pidone.terminal;

import static dev.pidone.terminal.Shell.CTRL_C;
import static dev.pidone.terminal.Shell.CTRL_Z;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.Product;
import dev.pidone.support.Tools;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * pidone leads the session of the terminal, as in {@code docker exec -it} and {@code ssh -t}: nobody could continue
 * what Ctrl-Z has stopped, so that the kernel discards that key for whatever is started directly.
 */
class SessionLeaderIT {
    private static final int INT = 2;
    private static final int STOP = 19;
    private static final int CONT = 18;
    private static final int TSTP = 20;
    /** One process that starts no others: a key may catch a child of vfork(2), of whose stop nobody hears. */
    private static final List<String> LOOP = List.of("perl", "-e", "$| = 1; print qq(ready\\n); sleep 1 while 1");
    private static final String READER = "echo ready; while read line; do echo \"read=$line\"; done";

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "-g, true", "-g, false", "--pid1mode=wait-all-children, true",
            "--pid1mode=wait-all-children, false", "--session, true", "--session, false", "--pid1mode=exec, false",
            "--pid-namespace, true", "--pid-namespace, false"})
    void ctrlZHasNoEffectAndCtrlCEndsIt(String options, boolean pid1) {
        try (Stage stage = start(options, pid1, LOOP)) {
            stage.awaitLine("ready");
            Member loop = foreground(stage, "perl -e");
            stage.type(CTRL_Z + CTRL_Z);
            stage.type(CTRL_C);
            assertEquals(128 + INT, stage.awaitEnd().status());
            assertFalse(loop.isAlive());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, false", "--session, false",
            "--pid-namespace, false"})
    void theCommandReadsOnAfterCtrlZ(String options, boolean pid1) {
        try (Stage stage = start(options, pid1, Programs.shell(READER))) {
            stage.awaitLine("ready");
            Member reader = foreground(stage, "sh -c");
            for (int round = 1; round <= 3; round++) {
                stage.type(CTRL_Z);
                // What the terminal has shown of Ctrl-Z may stand in the same line.
                stage.type("\n" + round + "\n");
                stage.awaitLine("read=" + round);
                assertFalse(reader.isStopped());
                assertFalse(stage.pidone().isStopped());
            }
            stage.type(CTRL_C);
            assertEquals(128 + INT, stage.awaitEnd().status());
        }
    }

    /** The command has ended: pidone waits for what it has left, and has the terminal. */
    @ParameterizedTest
    @CsvSource({"--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "--pid1mode=wait-all-children --pid-namespace, true", "--pid1mode=wait-all-children --pid-namespace, false",
            "--leftovers=terminate --stop-timeout=1h, true", "--leftovers=terminate --stop-timeout=1h, false",
            "--leftovers=terminate --stop-timeout=1h --pid-namespace, false"})
    void ctrlZHasNoEffectAfterTheEndOfTheCommand(String options, boolean pid1) {
        List<String> command = List.of("perl", "-e", "$SIG{TERM} = q(IGNORE); fork and exit 3; exec qw(sleep 1000)");
        try (Stage stage = start(options, pid1, command)) {
            Member orphan = stage.await("sleep 1000");
            List<Member> found = new ArrayList<>();
            stage.until(
                    () -> stage.members().stream()
                            .filter(member -> member.program().equals("pidone") && member.isInForeground())
                            .anyMatch(found::add) && stage.members("perl").isEmpty(),
                    "pidone does not get the terminal back");
            for (int round = 1; round <= 3; round++) {
                stage.type(CTRL_Z);
                stage.awaitOutput("^Z".repeat(round));
                stage.until(() -> !found.getFirst().isPending(TSTP), "pidone does not take the signal");
            }
            stage.type(CTRL_C);
            assertEquals(3, stage.awaitEnd().status());
            assertFalse(orphan.isAlive());
        }
    }

    @ParameterizedTest
    @CsvSource({"--pid1mode=wait-all-children, true", "--pid1mode=wait-all-children, false",
            "--pid1mode=wait-all-children --pid-namespace, false", "--leftovers=terminate --stop-timeout=1h, true"})
    void whoIsLeftAfterTheEndOfTheCommandReadsFromTheTerminal(String options, boolean pid1) {
        List<String> command = List.of("perl", "-MPOSIX=tcgetpgrp", "-e", JobControlIT.READS_LATER);
        try (Stage stage = start(options, pid1, command)) {
            Member cat = stage.await("cat");
            for (int round = 1; round <= 3; round++) {
                stage.until(() -> cat.isInForeground() && !cat.isStopped(), "it does not get the terminal");
                stage.type("line " + round + "\n");
                // The echo is a line of its own where no key stands before it.
                stage.awaitLine("line " + round, round == 1 ? 2 : 1);
                stage.type(CTRL_Z);
                stage.awaitOutput("line " + round + "\r\n^Z");
            }
            stage.until(() -> cat.isInForeground() && !cat.isStopped(), "it stays stopped");
            stage.type(CTRL_C);
            assertEquals(3, stage.awaitEnd().status());
            assertFalse(cat.isAlive());
        }
    }

    /** The terminal stays with pidone's own group, for whoever reads from the pipe. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--pid-namespace", "--pid1mode=wait-all-children",
            "--pid1mode=wait-all-children --pid-namespace"})
    void ctrlZHasNoEffectWhereTheCommandWritesIntoAPipe(String options) {
        List<String> pipeline = Programs.shell("\"$@\" | cat", Programs.pidone(options, LOOP));
        try (Stage stage = Stage.play(pipeline).onTerminal().start()) {
            stage.awaitLine("ready");
            Member loop = stage.members("perl -e").getFirst();
            for (int round = 1; round <= 3; round++) {
                stage.type(CTRL_Z);
                stage.awaitOutput("^Z".repeat(round));
                stage.until(() -> !stage.pidone().isPending(TSTP) && !loop.isStopped(), "it stays stopped");
            }
            stage.type(CTRL_C);
            stage.awaitEnd();
            assertFalse(loop.isAlive());
        }
    }

    /** Somebody lets the command rest for a while, as cpulimit does: pidone must be there when it ends. */
    @ParameterizedTest
    @CsvSource({"'', true", "'', false", "--pid1mode=wait-all-children, true", "--session, false",
            "--pid-namespace, false"})
    void theCommandIsStoppedAndContinuedByAnother(String options, boolean pid1) {
        try (Stage stage = start(options, pid1, Programs.shell("echo ready; exec sleep 1"))) {
            theSleepIsStoppedAndContinued(stage);
        }
    }

    /** An init in front of pidone gives it a process group of its own, as a shell does, but continues nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"tini -g -s --", "pidone --", "pidone --pid1mode=wait-all-children --"})
    void theCommandOfAnInnerInitIsStoppedAndContinuedByAnother(String outer) {
        if (outer.startsWith("tini")) {
            Tools.require("tini");
        }
        List<String> command = new ArrayList<>(List.of(outer.split(" ")));
        command.replaceAll(word -> word.equals("pidone") ? Product.PIDONE.toString() : word);
        command.addAll(Programs.pidone("", Programs.shell("echo ready; exec sleep 1")));
        try (Stage stage = Stage.play(command).onTerminal().start()) {
            theSleepIsStoppedAndContinued(stage);
        }
    }

    private static void theSleepIsStoppedAndContinued(Stage stage) {
        stage.awaitLine("ready");
        Member sleep = stage.await("sleep 1");
        stage.send(sleep, STOP);
        stage.until(sleep::isStopped, "the command is not stopped");
        stage.send(sleep, CONT);
        assertEquals(0, stage.awaitEnd().status());
    }

    private static Member foreground(Stage stage, String words) {
        List<Member> found = new ArrayList<>();
        stage.until(() -> stage.members(words).stream().filter(Member::isInForeground).anyMatch(found::add),
                "the command is not in the foreground");
        return found.getFirst();
    }

    private static Stage start(String options, boolean pid1, List<String> command) {
        Stage.Play play = Stage.play(Programs.pidone(options, command)).onTerminal();
        return (pid1 ? play.asPid1() : play).start();
    }
}

package dev.pidone.terminal;

import static dev.pidone.terminal.Shell.CTRL_BACKSLASH;
import static dev.pidone.terminal.Shell.CTRL_C;
import static dev.pidone.terminal.Shell.CTRL_D;
import static dev.pidone.terminal.Shell.CTRL_Z;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.support.ProcFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For an interactive shell, pidone and its command are one job, as the command alone would be. */
class JobControlIT {
    private static final int INT = 2;
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final int CONT = 18;
    private static final int STOP = 19;
    /** Leaves a process that reads from the terminal once pidone has taken it back. */
    static final String READS_LATER = "$SIG{TERM} = q(IGNORE); fork and exit 3; "
            + "select(undef, undef, undef, .02) while tcgetpgrp(0) == getpgrp; exec qw(cat)";
    /** The process group of what runs in there is outside. */
    private static final String NAMESPACE = "unshare --pid --fork --mount-proc --kill-child";

    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone sleep 1000", "pidone pidone sleep 1000",
            "pidone --pid-namespace sleep 1000", "pidone --pid1mode=wait-all-children sleep 1000",
            "pidone --pid1mode=exec sleep 1000", "pidone --pid-namespace --pid1mode=exec sleep 1000"})
    void ctrlCInterruptsTheCommand(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command);
            shell.awaitForeground(shell.stage.await("sleep 1000"));
            shell.stage.type(CTRL_C);
            shell.awaitStatus(130);
        }
    }

    @Test
    void ctrlBackslashQuitsTheCommand() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sleep 1000");
            shell.awaitForeground(shell.stage.await("sleep 1000"));
            shell.stage.type(CTRL_BACKSLASH);
            shell.awaitStatus(131);
        }
    }

    @Test
    void theCommandLeadsAGroupOfItsOwnInTheSessionOfTheShell() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sleep 1000");
            Member sleep = shell.stage.await("sleep 1000");
            shell.awaitForeground(sleep);
            assertEquals(sleep.processId(), sleep.group());
            assertEquals(shell.bash().session(), sleep.session());
            assertEquals(shell.stage.pidone().processId(), shell.stage.pidone().group());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "pidone cat", "pidone pidone cat", "pidone --pid-namespace cat",
            "pidone --pid1mode=wait-all-children cat", "pidone cat | tee /dev/null", "sh -c 'pidone cat; true'"})
    void ctrlZStopsTheJobAndFgContinuesItWithTheTerminal(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command);
            Member cat = shell.stage.await("cat");
            shell.awaitForeground(cat);
            for (int round = 1; round <= 3; round++) {
                shell.stage.type("line " + round + "\n");
                shell.stage.awaitLine("line " + round, 2);
                shell.stage.type(CTRL_Z);
                shell.awaitPrompt();
                shell.awaitStopped(cat);
                shell.awaitStopped(shell.stage.await(command.split(" ")[0]));
                shell.run("jobs | grep -c Stopped");
                shell.stage.awaitLine("1", round);
                shell.run("fg");
                shell.awaitForeground(cat);
            }
            shell.stage.type(CTRL_D);
            shell.awaitStatus(0);
        }
    }

    /** Who writes into the pipe is in pidone's own group. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000 | cat", "sleep 1000 | pidone cat", "pidone sleep 1000 | pidone cat",
            "sleep 1000 | pidone --pid-namespace cat", "sleep 1000 | pidone --pid1mode=wait-all-children cat"})
    void ctrlCEndsAPipelineThatWasStoppedAndContinued(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command);
            Member cat = shell.stage.await("cat");
            Member sleep = shell.stage.await("sleep 1000");
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(cat);
            shell.awaitStopped(sleep);
            shell.run("fg");
            shell.awaitRunning(cat);
            shell.awaitRunning(sleep);
            shell.stage.type(CTRL_C);
            shell.awaitPrompt();
            shell.run("jobs | wc -l");
            shell.stage.awaitLine("0", 1);
        }
    }

    /** Without pidone its process group is orphaned, and it gets an error in place of a stop that nobody ends. */
    @ParameterizedTest
    @ValueSource(strings = {"--pid1mode=wait-all-children", "--pid1mode=wait-all-children --pid-namespace",
            "--leftovers=terminate --stop-timeout=1h"})
    void whoIsLeftAfterTheEndOfTheCommandReadsFromTheTerminal(String options) {
        try (Shell shell = new Shell()) {
            shell.run("pidone " + options + " perl -MPOSIX=tcgetpgrp -e '" + READS_LATER + "'");
            Member cat = shell.stage.await("cat");
            shell.awaitForeground(cat);
            shell.stage.type("one\n");
            shell.stage.awaitLine("one", 2);
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(cat);
            shell.run("fg");
            shell.awaitForeground(cat);
            shell.stage.type("two\n");
            shell.stage.awaitLine("two", 2);
            shell.stage.type(CTRL_D);
            shell.awaitStatus(3);
        }
    }

    /** The command has ended: pidone waits for what it has left, and has the terminal. */
    @ParameterizedTest
    @ValueSource(strings = {"--pid1mode=wait-all-children", "--pid1mode=wait-all-children --pid-namespace",
            "--leftovers=terminate --stop-timeout=1h --pid-namespace"})
    void ctrlZStopsTheJobAfterTheEndOfTheCommandAndFgContinuesIt(String options) {
        try (Shell shell = new Shell()) {
            shell.run("pidone " + options + " perl -e '$SIG{TERM} = q(IGNORE); fork and exit 3; exec qw(sleep 1000)'");
            Member orphan = shell.stage.await("sleep 1000");
            for (int round = 1; round <= 3; round++) {
                shell.stage.until(
                        () -> shell.stage.members("perl").isEmpty() && shell.stage.members("pidone").stream()
                                .anyMatch(pidone -> pidone.isInForeground() && !pidone.isStopped()),
                        "pidone does not get the terminal");
                shell.stage.type(CTRL_Z);
                shell.awaitPrompt();
                shell.awaitStopped(orphan);
                shell.awaitStopped(shell.stage.await("pidone"));
                shell.run("fg");
                shell.awaitRunning(orphan);
            }
            shell.stage.until(() -> shell.stage.members("pidone").stream().anyMatch(Member::isInForeground),
                    "pidone does not get the terminal");
            shell.stage.type(CTRL_C);
            shell.awaitStatus(3);
        }
    }

    /** Outside and inside share a group, which the terminal belongs to. */
    @Test
    void aPauseInANamespaceStopsAndContinues() {
        try (Shell shell = new Shell()) {
            shell.run("pidone -P --pid-namespace");
            Member pidone = shell.stage.await("pidone");
            shell.stage.until(() -> pidone.children().size() == 1 && pidone.isBlocked(TERM), "there is none inside");
            for (int round = 1; round <= 3; round++) {
                shell.awaitForeground(pidone);
                shell.stage.type(CTRL_Z);
                shell.awaitPrompt();
                shell.awaitStopped(pidone);
                shell.run("fg");
                shell.awaitForeground(pidone);
            }
            shell.stage.type(CTRL_C);
            shell.awaitStatus(0);
        }
    }

    /** Who sends a signal to a job in the background has pressed no key: the command alone is meant. */
    @ParameterizedTest
    @ValueSource(strings = {"pidone", "pidone --pid-namespace"})
    void aSignalForAJobInTheBackgroundIsNoKey(String pidone) {
        try (Shell shell = new Shell()) {
            shell.run(pidone + " perl -e '$SIG{INT} = sub { print qq(told\\n); exit 7 }; $| = 1;"
                    + " if (!fork) { $SIG{INT} = sub { print qq(others, too\\n) } } sleep 1 while 1' &");
            shell.stage.until(() -> shell.stage.members("perl").size() == 2, "they do not run");
            shell.stage.members("perl")
                    .forEach(perl -> shell.stage.until(() -> catches(perl, INT), "it catches nothing"));
            shell.run("kill -INT %1; wait %1");
            shell.awaitStatus(7);
            assertFalse(shell.stage.output().contains("others, too\r"), shell.stage.output());
        }
    }

    private static boolean catches(Member member, int signal) {
        String caught = ProcFile.field(member.processId(), "status", "SigCgt");
        return (Long.parseUnsignedLong(caught, 16) >>> signal - 1 & 1) != 0;
    }

    /** Such as {@code pidone ls | less}. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone sleep 1000", "pidone pidone sleep 1000",
            "pidone --pid-namespace sleep 1000"})
    void whoReadsFromThePipeHasTheTerminal(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command + " | sh -c 'read line </dev/tty; echo \"read=$line\"; exec cat'");
            Member sleep = shell.stage.await("sleep 1000");
            shell.stage.type("a line\n");
            shell.stage.awaitLine("read=a line");
            // A shell that is still starting a program with vfork(2) cannot stop.
            shell.stage.await("cat");
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(sleep);
            shell.run("fg");
            shell.awaitRunning(sleep);
            shell.stage.type(CTRL_C);
            shell.awaitStatus(130);
            shell.stage.until(() -> !sleep.isAlive(), "the command goes on");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone sleep 1000", "pidone pidone sleep 1000",
            "pidone --pid-namespace sleep 1000"})
    void bgContinuesTheJobWithoutTheTerminal(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command);
            Member sleep = shell.stage.await("sleep 1000");
            shell.awaitForeground(sleep);
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(sleep);
            shell.run("bg");
            shell.awaitRunning(sleep);
            shell.run("echo prompt${x}ed");
            shell.stage.awaitLine("prompted");
            assertTrue(shell.bash().isInForeground());
            shell.run("kill %1; wait %1");
            shell.awaitStatus(128 + TERM);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "pidone cat", "pidone pidone cat", "pidone --pid-namespace cat"})
    void aJobInTheBackgroundIsStoppedByReadingAndReadsAfterFg(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command + " &");
            Member cat = shell.stage.await("cat");
            shell.awaitStopped(cat);
            shell.stage.until(shell.stage.await(command.split(" ")[0])::isStopped, "pidone is not stopped");
            assertTrue(shell.bash().isInForeground());
            shell.run("fg");
            shell.awaitForeground(cat);
            shell.stage.type("a line\n");
            shell.stage.awaitLine("a line", 2);
            shell.stage.type(CTRL_D);
            shell.awaitStatus(0);
        }
    }

    @Test
    void aJobInTheBackgroundIsStoppedByWritingWhereTheTerminalIsSetThatWay() {
        try (Shell shell = new Shell()) {
            shell.run("stty tostop; pidone sh -c 'echo writ${x}ten' &");
            Member writer = shell.stage.await("sh -c");
            shell.awaitStopped(writer);
            shell.stage.until(shell.stage.pidone()::isStopped, "pidone is not stopped");
            assertFalse(shell.stage.output().lines().anyMatch("written"::equals));
            shell.run("fg");
            shell.stage.awaitLine("written");
            shell.awaitStatus(0);
        }
    }

    @Test
    void aJobInTheBackgroundNeverTakesTheTerminal() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sleep 1000 &");
            Member sleep = shell.stage.await("sleep 1000");
            shell.stage.send(shell.stage.pidone(), CONT);
            shell.run("echo prompt${x}ed");
            shell.stage.awaitLine("prompted");
            assertTrue(shell.bash().isInForeground());
            assertNotEquals(shell.bash().group(), sleep.group());
            shell.run("kill %1; wait %1");
            shell.awaitStatus(128 + TERM);
            assertTrue(shell.bash().isInForeground());
        }
    }

    /** The shell gives the terminal to a job that runs already without sending it any signal. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone sleep 1000", "pidone pidone sleep 1000",
            "pidone --pid-namespace sleep 1000", "pidone sh -c 'sleep 1000; true'",
            "pidone --pid-namespace sh -c 'sleep 1000; true'"})
    void ctrlCInterruptsAJobThatHasRunInTheBackground(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command + " &");
            shell.stage.await("sleep 1000");
            shell.run("fg");
            shell.stage.until(() -> !shell.bash().isInForeground(), "the shell keeps the terminal");
            shell.stage.type(CTRL_C);
            shell.awaitStatus(130);
            assertEquals(0, shell.stage.members("sleep 1000").size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone sleep 1000", "pidone sh -c 'sleep 1000; true'",
            "pidone --pid-namespace sh -c 'sleep 1000; true'"})
    void ctrlZStopsAJobThatHasRunInTheBackground(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command + " &");
            Member sleep = shell.stage.await("sleep 1000");
            shell.run("fg");
            shell.stage.until(() -> !shell.bash().isInForeground(), "the shell keeps the terminal");
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(sleep);
            shell.run("fg");
            shell.awaitRunning(sleep);
            shell.awaitForeground(sleep);
            shell.stage.type(CTRL_C);
            shell.awaitStatus(130);
        }
    }

    @Test
    void aShellUnderPidoneHasJobControlOfItsOwn() {
        try (Shell shell = new Shell()) {
            shell.run("PS1=% pidone bash --norc --noprofile --noediting -i");
            Member inner = shell.stage.command();
            shell.awaitForeground(inner);
            shell.run("sleep 1000");
            Member sleep = shell.stage.await("sleep 1000");
            shell.awaitForeground(sleep);
            shell.stage.type(CTRL_Z);
            shell.awaitForeground(inner);
            shell.awaitStopped(sleep);
            assertFalse(shell.stage.pidone().isStopped());
            shell.run("fg");
            shell.awaitForeground(sleep);
            shell.stage.type(CTRL_C);
            shell.awaitForeground(inner);
            shell.run("suspend");
            shell.awaitPrompt();
            shell.awaitStopped(inner);
            shell.run("fg");
            shell.awaitForeground(inner);
            shell.run("exit 7");
            shell.awaitStatus(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "pidone true", "pidone pidone true", "pidone --pid-namespace true",
            "pidone --pid-namespace sh -c 'kill -KILL $$'", "pidone no-such-command", "pidone /",
            "pidone sh -c 'kill -KILL $$'", "pidone --session true", NAMESPACE + " pidone true"})
    void whoReadsNextHasTheTerminalAgain(String command) {
        try (Shell shell = new Shell()) {
            shell.run(
                    "sh -c '" + command.replace("'", "'\\''") + "; echo wait${x}ing; read line; echo \"read=$line\"'");
            shell.stage.awaitOutput("waiting\r\n");
            shell.stage.type("a line\n");
            shell.stage.awaitLine("read=a line");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pidone sleep 1000", "pidone pidone sleep 1000", "pidone --pid-namespace sleep 1000",
            NAMESPACE + " pidone sleep 1000"})
    void aScriptThatRunsPidoneInTheBackgroundKeepsTheTerminal(String command) {
        try (Shell shell = new Shell()) {
            shell.run("sh -c '" + command + " & read line; echo \"read=$line\"'");
            shell.stage.await("sleep 1000");
            shell.stage.type("a line\n");
            shell.stage.awaitLine("read=a line");
            shell.awaitPrompt();
        }
    }

    @Test
    void aNamespaceInTheBackgroundLeavesTheTerminalToTheShell() {
        try (Shell shell = new Shell()) {
            shell.run(NAMESPACE + " pidone sleep 1000 &");
            shell.stage.await("sleep 1000");
            assertTrue(shell.bash().isInForeground());
            shell.run("echo prompt${x}ed");
            shell.stage.awaitLine("prompted");
        }
    }

    @Test
    void aNamespaceInTheForegroundReadsFromTheTerminal() {
        try (Shell shell = new Shell()) {
            shell.run(NAMESPACE + " pidone cat");
            Member cat = shell.stage.await("cat");
            shell.awaitRunning(cat);
            shell.stage.type("a line\n");
            shell.stage.awaitLine("a line", 2);
            shell.stage.type(CTRL_C);
            shell.awaitPrompt();
            assertFalse(cat.isAlive());
        }
    }

    /** A stopped job that is killed must not leave anything. */
    @Test
    void aStoppedJobIsKilledByTheShell() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sleep 1000");
            Member sleep = shell.stage.await("sleep 1000");
            shell.awaitForeground(sleep);
            shell.stage.type(CTRL_Z);
            shell.awaitPrompt();
            shell.awaitStopped(sleep);
            Member pidone = shell.stage.pidone();
            shell.run("kill %1");
            shell.stage.until(() -> !pidone.isAlive() && !sleep.isAlive(), "something is left");
        }
    }

    @Test
    void theTerminalComesBackWhenTheCommandIsKilled() {
        try (Shell shell = new Shell()) {
            shell.run("pidone cat");
            Member cat = shell.stage.await("cat");
            shell.awaitForeground(cat);
            shell.stage.send(cat, KILL);
            shell.awaitStatus(128 + KILL);
        }
    }

    @Test
    void aCommandThatStopsItselfStopsTheJob() {
        try (Shell shell = new Shell()) {
            shell.run("pidone sh -c 'kill -STOP $$; exit 5'");
            shell.stage.until(() -> shell.stage.members("sh -c").stream().anyMatch(Member::isStopped), "no stop");
            shell.awaitPrompt();
            shell.run("fg");
            shell.awaitStatus(5);
        }
    }

    /** As cpulimit does. Only a shell with job control would continue pidone, and a script is none. */
    @ParameterizedTest
    @ValueSource(strings = {"sh -c 'pidone -- sleep 1; echo rc=$?'", "sh -c 'pidone -- pidone -- sleep 1; echo rc=$?'",
            "sh -c 'pidone --pid-namespace -- sleep 1; echo rc=$?'",
            "sh -c 'pidone --pid1mode=wait-all-children -- sleep 1; echo rc=$?'",
            "sh -c 'sh -c \"pidone -- sleep 1; exit \\$?\"; echo rc=$?'"})
    void aScriptGoesOnAfterTheCommandWasStoppedAndContinuedByAnother(String script) {
        try (Shell shell = new Shell()) {
            shell.run("export PIDONE_VERBOSE=1");
            shell.run(script);
            Member sleep = shell.stage.await("sleep 1");
            shell.stage.send(sleep, STOP);
            // Continued earlier, it would not have been stopped for pidone.
            shell.stage.awaitOutput(", stopped by SIGSTOP");
            shell.awaitStopped(sleep);
            shell.stage.send(sleep, CONT);
            shell.stage.awaitLine("rc=0");
            shell.awaitStatus(0);
        }
    }

    /** There an interactive shell ignores TTIN: the command is not stopped for want of the terminal. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "pidone -- %s", "pidone -- pidone -- %s", "pidone --pid-namespace -- %s",
            "pidone --pid1mode=wait-all-children -- %s", "pidone -- %s; true", "true; pidone -- %s",
            "sh -c \"$script\""})
    void aCommandSubstitutionReadsFromTheTerminal(String substituted) {
        try (Shell shell = new Shell()) {
            shell.run("export script='pidone -- sh -c \"read a </dev/tty; echo \\$a\"; true'");
            shell.run("x=$(" + substituted.replace("%s", "sh -c 'echo wait${x}ing >&2; read a </dev/tty; echo $a'")
                    .replace("sh -c \"", "echo wait${x}ing >&2; sh -c \"") + ")");
            shell.stage.awaitOutput("waiting\r\n");
            shell.stage.type("a line\n");
            shell.run("echo \"x=$x=\"");
            shell.stage.awaitLine("x=a line=");
            assertTrue(shell.bash().isInForeground());
        }
    }

    /** The list is made by pidone, and who shows it needs the terminal. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "pidone -- sleep 1000", "pidone --pid-namespace -- sleep 1000"})
    void aPipelineInACommandSubstitutionReadsFromTheTerminal(String command) {
        try (Shell shell = new Shell()) {
            shell.run("x=$(" + command + " | sh -c 'read a </dev/tty; echo $a; exec cat')");
            shell.stage.await("sleep 1000");
            shell.stage.type("a line\n");
            shell.stage.await("cat");
            shell.stage.type(CTRL_C);
            shell.awaitPrompt();
            shell.run("echo \"x=$x=\"");
            shell.stage.awaitOutput("x=");
        }
    }

    /** The namespace sees neither the shell's process group nor its own: both have the number 0. */
    @ParameterizedTest
    @ValueSource(strings = {"unshare -pf pidone -- cat", NAMESPACE + " pidone cat",
            "unshare -pf pidone --pid1mode=wait-all-children -- cat", "pidone --pid-namespace cat"})
    void aNamespaceInTheBackgroundThatReadsLeavesTheTerminalToTheShell(String command) {
        try (Shell shell = new Shell()) {
            shell.run(command + " &");
            Member cat = shell.stage.await("cat");
            shell.stage.until(() -> cat.isStopped() || !cat.isAlive(), "cat still reads");
            shell.run("echo prompt${x}ed");
            shell.stage.awaitLine("prompted");
            assertTrue(shell.bash().isInForeground());
            shell.run("cat <<<an${x}other");
            shell.stage.awaitLine("another");
        }
    }
}

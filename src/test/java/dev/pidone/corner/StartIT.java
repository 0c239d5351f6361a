package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the kernel would start, pidone starts. */
class StartIT {
    private static final int USAGE = 125;
    private static final int TERM = 15;
    private static final int WINCH = 28;
    /** The kernel takes 2 MB, a quarter of the usual limit of the stack, pointers included; one argument 128 KB. */
    private static final int LONG_ARGUMENTS = 15;
    private static final int LONG_ARGUMENT = 130_000;
    private static final int SHORT_ARGUMENTS = 130_000;
    private static final int VARIABLES = 60_000;
    /** Becomes another program; neither setenv(3) nor env(1) would be done with so many in time. */
    private static final String WITH_VARIABLES = "my @variables = map { \"V$_=x\" } 1 .. " + VARIABLES + ";"
            + "my ($argv, $envp) = (pack('p*', @ARGV, undef), pack('p*', @variables, undef));"
            + "syscall(&SYS_execve, $ARGV[0], $argv, $envp);";
    private static final String COUNT_ARGUMENTS = "print scalar(@ARGV), ' ', length(join('', @ARGV)), \"\\n\"";

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void argumentsOfTwoMegabytesReachTheCommand(String mode) {
        assertOutput(LONG_ARGUMENTS + " " + LONG_ARGUMENTS * LONG_ARGUMENT + "\n",
                Stage.play(withArguments(LONG_ARGUMENTS, LONG_ARGUMENT, mode)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void veryManyArgumentsReachTheCommand(String mode) {
        assertOutput(SHORT_ARGUMENTS + " " + SHORT_ARGUMENTS + "\n",
                Stage.play(withArguments(SHORT_ARGUMENTS, 1, mode)));
    }

    private static List<String> withArguments(int count, int length, String mode) {
        String script = "exec @ARGV, ('x' x " + length + ") x " + count;
        return perl(script, Programs.pidone("--pid1mode=" + mode, "perl", "-e", COUNT_ARGUMENTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void veryManyVariablesReachTheCommand(String mode) {
        List<String> command = Programs.pidone("--pid1mode=" + mode, "/bin/grep", "-zc", "^V[0-9]*=x$",
                "/proc/self/environ");
        assertOutput(VARIABLES + "\n", Stage.play(perl(WITH_VARIABLES, command)));
    }

    /** As a program that is linked statically starts; pidone is one. */
    @ParameterizedTest
    @CsvSource({"wait, false", "wait, true", "wait-all-children, false", "wait-all-children, true"})
    void itTakesNoDescriptorMoreThanThereAre(String mode, boolean pid1) {
        List<String> inner = List.of(Product.PIDONE.toString(), "--pid1mode=pause");
        Stage.Play play = Stage.play(Programs.shell("ulimit -n 3; exec \"$@\"",
                Programs.pidone("-q --stop-timeout=1h --pid1mode=" + mode, inner)));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            Member pause = stage.command();
            // Before execve(2) it is a pidone as well, and before its first instruction TERM ends it.
            stage.until(() -> pause.commandLine().equals(String.join(" ", inner)) && pause.isAsleep(),
                    "it does not start");
            stage.send(stage.pidone(), WINCH, TERM);
            assertEquals(new Stage.Ended(0, "", ""), stage.awaitEnd());
        }
    }

    /** pidone copies neither arguments nor variables; what is to be in the little memory is in the kernel's. */
    @Test
    void veryManyArgumentsReachTheCommandAlthoughThereIsLittleMemory() {
        String script = "ulimit -v 8192; exec \"$@\"";
        List<String> command = Programs.pidone("", "sh", "-c", "echo $#", "sh");
        assertOutput(SHORT_ARGUMENTS + "\n",
                Stage.play(perl("exec @ARGV, ('x') x " + SHORT_ARGUMENTS, Programs.shell(script, command))));
    }

    /** Its environment and its arguments would be another user's. */
    @ParameterizedTest
    @ValueSource(strings = {"chmod u+s", "chmod g+s", "setcap cap_setuid,cap_setgid=ep"})
    void aFileThatGivesRightsIsRefused(String giveRights, @TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "only root can give them");
        Path file = Files.copy(Product.PIDONE, folder.resolve("pidone"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String script = giveRights + " " + file + " && exec setpriv --reuid=1234 --regid=1235 --clear-groups " + file
                + " \"$@\"";
        for (List<String> call : List.of(List.of("--", "id"), List.of("--version"))) {
            assertEquals(
                    new Stage.Ended(USAGE, "",
                            "pidone: the file of pidone gives it rights that you do not have: take"
                                    + " its set-user-ID and set-group-ID bits and its capabilities away\n"),
                    Stage.play(Programs.shell(script, call)).with("PIDONE_VERBOSE", "1").run());
        }
    }

    @ParameterizedTest
    @CsvSource({"PIDONE_VERSION, v1.2", "PIDONE_HELP, yes"})
    void aVariableThatIsNamedLikeAnOptionWithoutAVariableIsLeftToTheCommand(String name, String value) {
        Stage.Ended ended = Stage.play(Programs.pidone("", "printenv", name)).with(name, value).run();
        assertEquals(new Stage.Ended(0, value + "\n", ""), ended);
    }

    @Test
    void aVariableThatPidoneDoesNotKnowIsAWarning() {
        Stage.Ended ended = Stage.play(Programs.pidone("", "true")).with("PIDONE_STOP_TIMEOT", "5s").run();
        assertEquals(0, ended.status());
        assertTrue(ended.errors().matches("pidone: WARN: PIDONE_STOP_TIMEOT is not [^\n]*PIDONE_STOP_TIMEOUT[^\n]*\n"),
                ended::errors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "exec"})
    void aRelativePathToPidoneDoesAlsoWithoutProc(String mode) {
        assertOutput("here\n", withoutProc("cd '" + Product.PIDONE.getParent() + "'", "./pidone", mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "exec"})
    void aSymbolicLinkToPidoneDoesAlsoWithoutProc(String mode) {
        assertOutput("here\n",
                withoutProc("cd \"$(mktemp -d)\"; trap 'rm -r \"$PWD\"' EXIT; ln -s '" + Product.PIDONE + "' link",
                        "./link", mode));
    }

    private static Stage.Play withoutProc(String preparation, String pidone, String mode) {
        // To unmount it would show the one below.
        return Stage.play(Programs.shell(preparation + "; mount -t tmpfs none /proc || exit; " + pidone + " --pid1mode="
                + mode + " -- echo here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "exec"})
    void anEntryOfPathThatIsTooLongIsPassedOver(String mode) {
        String path = "/" + "x".repeat(5000) + ":" + System.getenv("PATH");
        assertOutput("here\n", Stage.play(Programs.pidone("--pid1mode=" + mode, "echo", "here")).with("PATH", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL:TERM", "STOP:TERM", "9:15", "SIGKILL:0"})
    void aSignalThatCannotBeCaughtCannotBeRewritten(String rewrite) {
        Stage.Ended ended = Stage.play(Programs.pidone("-r " + rewrite, "true")).run();
        assertEquals(USAGE, ended.status());
        assertTrue(ended.errors().contains(rewrite), ended::errors);
    }

    @Test
    void whoeverBecomesTheCommandKeepsTheSignalForTheDeathOfTheParent() {
        assertOutput("Parent death signal: TERM\n",
                Stage.play(Programs.shell("\"$@\" | grep -i death", List.of("setpriv", "--pdeathsig", "TERM",
                        Product.PIDONE.toString(), "--pid1mode=exec", "--", "setpriv", "--dump"))));
    }

    @Test
    void whoeverBecomesTheCommandKeepsTheSchedulingThatItsChildrenDoNotGet() {
        String script = "chrt -p $$ | head -n 1 | sed 's/.*: //'";
        assertOutput("SCHED_BATCH|SCHED_RESET_ON_FORK\n", Stage.play("chrt", "--reset-on-fork", "--batch", "0",
                Product.PIDONE.toString(), "--pid1mode=exec", "--", "sh", "-c", script));
    }

    /** That is pidone's own: the kernel gives it to no child (fork(2)). */
    @ParameterizedTest
    @ValueSource(strings = {"--pid1mode=wait", "--pid1mode=wait-all-children", "--user=0", "-p TERM"})
    void aCommandThatIsAChildHasNoSignalForTheDeathOfTheParent(String options) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM"));
        command.addAll(Programs.pidone(options, "setpriv", "--dump"));
        assertOutput("Parent death signal: [none]\n", Stage.play(Programs.shell("\"$@\" | grep -i death", command)));
    }

    /** The flag is pidone's own: only what is urgent is reset along with it (sched(7)). */
    @ParameterizedTest
    @ValueSource(strings = {"--pid1mode=wait", "--pid1mode=wait-all-children", "--user=0"})
    void aCommandThatIsAChildHandsItsSchedulingOn(String options) {
        List<String> command = new ArrayList<>(List.of("chrt", "--reset-on-fork", "--batch", "0"));
        command.addAll(Programs.pidone(options, "sh", "-c", "chrt -p $$ | head -n 1 | sed 's/.*: //'"));
        assertOutput("SCHED_BATCH\n", Stage.play(command));
    }

    private static void assertOutput(String output, Stage.Play play) {
        assertEquals(new Stage.Ended(0, output, ""), play.run());
    }

    private static List<String> perl(String script, List<String> arguments) {
        return Scripts.perl(script, arguments);
    }
}

package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What tini, dumb-init and catatonit promise, asked of them and of pidone alike. */
class OtherInitsIT {
    private static final int KILL = 9;
    private static final int CHLD = 17;
    private static final int USR1 = 10;
    private static final int TERM = 15;
    private static final int STOP = 19;

    /** Two are left then: the init and the shell, which looks by itself. */
    private static final String UNTIL_NO_ORPHAN_IS_LEFT = "while set -- /proc/[0-9]*; [ $# -gt 2 ]; do sleep 0.01; done";

    /** Programs, and how each is told the same thing. */
    enum Init {
        PIDONE("", "-g", "-w", "-s", "-r", "--session"),
        TINI("tini", "-g", "-w", "-s", null, null),
        DUMB_INIT("dumb-init", null, null, null, "-r", ""),
        CATATONIT("catatonit", "-g", null, null, null, null);

        private final String program;
        private final String group;
        private final String warn;
        private final String subreaper;
        private final String rewrite;
        private final String session;

        Init(String program, String group, String warn, String subreaper, String rewrite, String session) {
            this.program = program;
            this.group = group;
            this.warn = warn;
            this.subreaper = subreaper;
            this.rewrite = rewrite;
            this.session = session;
        }

        Stage.Play runs(String options, List<String> command) {
            if (this == PIDONE) {
                return Stage.play(Programs.pidone(options, command));
            }
            if (!Programs.isInstalled(program) && System.getenv("CI") != null) {
                Assertions.fail(program + " is not installed");
            }
            Assumptions.assumeTrue(Programs.isInstalled(program), program + " is not installed");
            List<String> arguments = new ArrayList<>(List.of(program));
            arguments.addAll(Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).toList());
            arguments.add("--");
            arguments.addAll(command);
            return Stage.play(arguments);
        }

        static Stream<Init> withGroup() {
            return Stream.of(values()).filter(init -> init.group != null);
        }

        static Stream<Init> withWarnings() {
            return Stream.of(values()).filter(init -> init.warn != null);
        }

        static Stream<Init> withRewriting() {
            return Stream.of(values()).filter(init -> init.rewrite != null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theExitStatusIsThatOfTheCommand(Init init) {
        for (int status : new int[]{0, 1, 42, 125, 255}) {
            assertEquals(status, init.runs("", List.of("sh", "-c", "exit " + status)).asPid1().run().status());
        }
        for (int signal : new int[]{KILL, TERM, USR1}) {
            List<String> command = List.of("sh", "-c", "kill -" + signal + " $$");
            assertEquals(128 + signal, init.runs("", command).asPid1().run().status());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIDONE", "TINI"})
    void aCommandThatCannotBeExecutedIsToldFromOneThatIsNotThere(Init init) {
        assertEquals(127, init.runs("", List.of("no-such-command")).asPid1().run().status());
        assertEquals(126, init.runs("", List.of("/etc/passwd")).asPid1().run().status());
    }

    /** Each promises to forward these. */
    @ParameterizedTest
    @EnumSource
    void signalsReachTheCommand(Init init) {
        int[] signals = {1, 2, 3, USR1, 12, TERM, 28};
        try (Stage stage = init.runs("", Programs.listener(signals.length, signals)).asPid1().start()) {
            stage.awaitLine("ready");
            for (int signal : signals) {
                stage.send(first(stage), signal);
                stage.awaitLine(Integer.toString(signal));
            }
            assertEquals(42, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pidone.control.OtherInitsIT$Init#withGroup")
    void signalsReachTheGroupOfTheCommand(Init init) {
        List<String> command = Programs.shell("\"$@\" & \"$@\" & exec \"$@\"", Programs.listener(2, USR1));
        try (Stage stage = init.runs(init.group, command).asPid1().start()) {
            stage.awaitLine("ready", 3);
            stage.send(first(stage), USR1);
            stage.awaitLine("10", 3);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pidone.control.OtherInitsIT$Init#withRewriting")
    void signalsAreRewrittenAndDropped(Init init) {
        String options = init.rewrite + " 15:10 " + init.rewrite + " 1:0";
        try (Stage stage = init.runs(options, Programs.listener(1, 1, USR1, TERM)).asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(first(stage), 1, TERM);
            assertEquals(42, stage.awaitEnd().status());
            assertEquals("ready\n10\n", stage.output());
        }
    }

    /** dumb-init does so unless it is told --single-child; pidone where it is told --session. */
    @ParameterizedTest
    @CsvSource({"PIDONE, 20", "PIDONE, 21", "PIDONE, 22", "DUMB_INIT, 20", "DUMB_INIT, 21", "DUMB_INIT, 22"})
    void aSignalThatStopsAJobStopsTheCommandAndTheInitUntilTheyAreContinued(Init init, int signal) {
        try (Stage stage = init.runs(init.session, List.of("sleep", "1000")).start()) {
            Member sleep = stage.await("sleep 1000");
            stage.until(() -> sleep.session() == sleep.processId(), "no session");
            Member parent = new Member(sleep.parent());
            stage.send(parent, signal);
            stage.until(() -> sleep.isStopped() && parent.isStopped(), "not both are stopped");
            stage.send(parent, 18);
            stage.until(() -> !sleep.isStopped() && !parent.isStopped(), "not both continue");
            stage.send(parent, TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    /** Parents and children end at random while the command waits until nobody is a zombie. */
    @ParameterizedTest
    @EnumSource
    void noOrphanStaysAZombie(Init init) {
        String script = "for i in $(seq 100); do (sleep 0.0$((i % 7)) & sleep 0.0$((i % 5)) & : ) & done; wait; "
                + UNTIL_NO_ORPHAN_IS_LEFT;
        assertEquals(0, init.runs("", List.of("sh", "-c", script)).asPid1().run().status());
    }

    @ParameterizedTest
    @MethodSource("dev.pidone.control.OtherInitsIT$Init#withWarnings")
    void everyReapedOrphanIsALine(Init init) {
        List<String> command = List.of("sh", "-c",
                "(sleep 0.01 &) & (sleep 0.01 &) & wait; " + UNTIL_NO_ORPHAN_IS_LEFT);
        Stage.Ended ended = init.runs(init.warn, command).asPid1().run();
        assertEquals(0, ended.status());
        assertTrue(ended.errors().lines().filter(line -> line.matches("(?i).*reaped.*pid=[0-9]+.*")).count() >= 2,
                ended::errors);
    }

    @ParameterizedTest
    @MethodSource("dev.pidone.control.OtherInitsIT$Init#withWarnings")
    void asASubreaperItReapsWithoutBeingPid1(Init init) {
        List<String> command = Programs.shell("(sleep 1000 &); exec sleep 2000");
        try (Stage stage = init.runs(init.subreaper, command).start()) {
            Member orphan = stage.await("sleep 1000");
            Member sleep = stage.await("sleep 2000");
            stage.until(() -> orphan.parent() == sleep.parent(), "it is not adopted");
            stage.send(orphan, KILL);
            stage.until(() -> !orphan.exists(), "it is not reaped");
        }
    }

    @ParameterizedTest
    @CsvSource({"PIDONE, -e 143", "TINI, -e 143"})
    void anExitStatusIsMappedToZero(Init init, String options) {
        try (Stage stage = init.runs(options, List.of("sleep", "1000")).asPid1().start()) {
            stage.await("sleep 1000");
            stage.send(first(stage), TERM);
            assertEquals(0, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"PIDONE, -p TERM", "TINI, -p SIGTERM"})
    void theDeathOfTheParentIsASignal(Init init, String options) {
        List<String> command = init.runs(options, Programs.listener(1, TERM)).command();
        try (Stage stage = Stage.play(Programs.shell("\"$@\" & wait; exit 1", command)).start()) {
            stage.awaitLine("ready");
            stage.send(stage.await("sh -c"), KILL);
            stage.awaitLine("15");
        }
    }

    @Test
    void pausingIsPausing() {
        List<String> pidone = List.of(Product.PIDONE.toString(), "-P");
        for (List<String> command : List.of(pidone, List.of("catatonit", "-P"))) {
            Assumptions.assumeTrue(Programs.isInstalled("catatonit"), "catatonit is not installed");
            try (Stage stage = Stage.play(Programs.shell("(sleep 1000 &); exec \"$@\"", command)).asPid1().start()) {
                Member orphan = stage.await("sleep 1000");
                stage.until(() -> orphan.parent() == first(stage).processId(), "it is not adopted");
                // Who ends before that is not noticed by catatonit.
                stage.until(() -> first(stage).isBlocked(CHLD), "it has not begun");
                stage.send(orphan, STOP, KILL);
                stage.until(() -> !orphan.exists(), "it is not reaped");
                stage.send(first(stage), TERM);
                assertEquals(0, stage.awaitEnd().status());
            }
        }
    }

    /** PID 1 of the inner namespace: unshare(1) is its parent. */
    private static Member first(Stage stage) {
        Member outside = stage.await("unshare");
        stage.until(() -> !outside.children().isEmpty(), "no init");
        return outside.children().getFirst();
    }
}

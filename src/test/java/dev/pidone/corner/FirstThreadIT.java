package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose first thread has ended while others run looks like a zombie, but it is alive. */
class FirstThreadIT {
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final String MORTAL = "";
    private static final String STUBBORN = "$SIG{TERM} = 'IGNORE';";
    private static final String UNTIL_FIRST_THREAD_HAS_ENDED = """
            while ! grep -q '^State:.Z' /proc/$process/status; do sleep 0.01; done; echo ready;
            """;

    @ParameterizedTest
    @ValueSource(strings = {MORTAL, STUBBORN})
    void itDoesNotOutliveTheCommandWhereLeftoversAreTerminated(String setup) {
        try (Stage stage = start("--leftovers=terminate --stop-timeout=1s", setup, "exit 3", false)) {
            assertEquals(3, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitAllChildrenWaitsForItAndSendsItTerm(boolean pid1) {
        try (Stage stage = start("--pid1mode=wait-all-children -v", MORTAL, "exit 3", pid1)) {
            stage.awaitErrors("exited with status 3");
            // That nothing happens has no event.
            Await.pause(TimeUnit.MILLISECONDS.toNanos(300));
            Member pidone = stage.pidone();
            assertTrue(pidone.isAlive(), stage::errors);
            stage.send(pidone, TERM);
            assertEquals(3, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @Test
    void waitAllChildrenWaitsForItAlsoIfItHasEntered() throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "entering takes root");
        List<String> command = Programs.pidone("--pid1mode=wait-all-children", "sleep", "1000");
        try (Stage stage = Stage.play(command).asPid1().start()) {
            Member sleep = stage.await("sleep 1000");
            Member pidone = stage.pidone();
            List<String> entry = new ArrayList<>(
                    List.of("nsenter", "--target", Long.toString(pidone.processId()), "--pid", "--mount"));
            entry.addAll(Scripts.perl(Scripts.endsItsFirstThread(MORTAL)));
            Process entering = Starter.program(entry).start();
            try {
                stage.until(() -> ProcFile.children(entering.pid()).stream().anyMatch(ProcFile::isZombie),
                        "no first thread has ended");
                stage.send(sleep, TERM);
                stage.until(() -> !sleep.exists(), "the command is not reaped");
                // That nothing happens has no event.
                Await.pause(TimeUnit.MILLISECONDS.toNanos(300));
                assertTrue(pidone.isAlive(), stage::errors);
                assertTrue(entering.isAlive());
                stage.send(pidone, TERM);
                assertEquals(128 + TERM, stage.awaitEnd().status());
            } finally {
                entering.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true, 137", "'', false, 137", "--pid1mode=wait-all-children, true, 137",
            "--pid1mode=wait-all-children, false, 137"})
    void itIsKilledWhenTheTimeToStopIsOver(String options, boolean pid1, int status) {
        String script = "trap '' TERM; while :; do sleep 0.1; done";
        try (Stage stage = start(options + " --stop-timeout=500ms", STUBBORN, script, pid1)) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(status, stage.awaitEnd().status());
            stage.until(() -> stage.members().isEmpty(), "something is left");
        }
    }

    @Test
    void theCommandItselfIsKilledWhenTheTimeToStopIsOver() {
        List<String> command = Scripts.perl("$| = 1; " + Scripts.endsItsFirstThread(STUBBORN + " print \"ready\\n\";"));
        try (Stage stage = Stage.play(Programs.pidone("--stop-timeout=500ms", command)).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsTerminatedAsAnOrphan(boolean pid1) {
        String script = "process=$(perl -e \"$1\" >/dev/null & echo $!); " + UNTIL_FIRST_THREAD_HAS_ENDED
                + "while test -e /proc/$process/status; do sleep 0.1; done; exit 3";
        List<String> command = Programs.pidone("--orphans=terminate",
                Programs.shell(script, Scripts.endsItsFirstThread(MORTAL)));
        Stage.Play play = Stage.play(command);
        assertEquals(3, (pid1 ? play.asPid1() : play).run().status());
    }

    /** The command starts such a process in a session of its own, and goes on when its first thread has ended. */
    private static Stage start(String options, String setup, String then, boolean pid1) {
        String script = "setsid perl -e \"$1\" & process=$!; " + UNTIL_FIRST_THREAD_HAS_ENDED + then;
        Stage.Play play = Stage
                .play(Programs.pidone(options, Programs.shell(script, Scripts.endsItsFirstThread(setup))));
        return (pid1 ? play.asPid1() : play).start();
    }
}

package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.namespace.OrphanMaker;
import dev.pidone.report.Pages;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** The page that is written at the end, however that comes. */
class ReportIT {
    private static final String ALL = "--pid1mode=wait-all-children ";
    private static final int TERM = 15;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("report.html");
    }

    private Stage.Play play(String options, boolean pid1, String script) {
        return play(options, pid1, Programs.shell(script));
    }

    private Stage.Play play(String options, boolean pid1, List<String> command) {
        Stage.Play play = Stage.play(Programs.pidone(options + " --report=" + file(), command));
        return pid1 ? play.asPid1() : play;
    }

    private Document page() throws IOException {
        return Pages.parse(Files.readString(file()));
    }

    private static List<List<String>> processes(Document page) {
        return Pages.rows(page, "processes").stream().skip(1).toList();
    }

    private static boolean isListed(Document page, String program, String status) {
        return processes(page).stream().anyMatch(row -> row.get(1).equals(program) && row.get(6).equals(status));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoRanAfterTheCommandIsNamed(boolean pid1) throws IOException {
        assertEquals(new Stage.Ended(3, "", ""), play(ALL, pid1, "(setsid sleep 0.3 &); exit 3").run());
        Document page = page();
        assertTrue(Pages.texts(page, "h1").get(0).startsWith("Exit status 3 after "));
        assertTrue(isListed(page, "sh command", "exit 3"));
        assertTrue(isListed(page, "sleep", "exit 0"));
        assertTrue(Pages.texts(page, "li").stream()
                .anyMatch(text -> text.matches("sleep \\(PID \\d+\\).* ran until .* after the command’s end: exit 0")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimeLimitAndWhomItKilled(boolean pid1) throws IOException {
        // Within the limit the command has to be ready for it.
        Stage.Ended ended = play("--time-limit=3s --stop=TERM:200ms,KILL@all", pid1,
                "trap '' TERM; for i in $(seq 50); do (sleep 1000 &); done; while :; do sleep 1000; done").run();
        assertEquals(124, ended.status());
        Document page = page();
        String end = Pages.texts(page, "p").getFirst();
        assertTrue(
                end.matches("The command was killed by SIGKILL by pidone, as the time to stop was over, after the time"
                        + " limit, in step 2 of 2 of the stop plan.*; exit status 124\\. The time limit was over\\."),
                end);
        assertTrue(isListed(page, "sh command", "SIGKILL"));
        List<List<String>> events = Pages.rows(page, "events");
        assertEquals(List.of("Time limit", "Step 1 of 2", "Step 2 of 2"),
                events.stream().skip(1).limit(3).map(row -> row.get(1)).toList());
        assertEquals("SIGKILL to everyone", events.get(3).get(3));
        assertTrue(processes(page).size() > 50);
    }

    @Test
    void aSignalAndItsSender() throws IOException {
        try (Stage stage = play("", true, "trap 'exit 4' TERM; echo ready; while :; do sleep 0.01; done").start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(4, stage.awaitEnd().status());
        }
        List<String> event = Pages.rows(page(), "events").get(1);
        assertEquals(List.of("SIGTERM", "outside the PID namespace", "forwarded"), event.subList(1, 4));
    }

    @Test
    void aSenderInsideIsNamed() throws IOException {
        // It stays: only who is there still when pidone looks has a name.
        assertEquals(5, play("", true,
                "trap 'exit 5' USR1; sh -c 'kill -USR1 1; while :; do sleep 1; done' & while :; do sleep 0.01; done")
                .run().status());
        List<String> event = Pages.rows(page(), "events").get(1);
        assertEquals("SIGUSR1", event.get(1));
        assertTrue(event.get(2).matches("PID \\d+ \\(sh\\)"), event::toString);
    }

    @Test
    void whatTheStopPlanRunsIsListed() throws IOException {
        try (Stage stage = play("--stop=run=/bin/true:1h,forward", true, "echo ready; exec sleep 1000").start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
        assertTrue(isListed(page(), "true stop plan", "exit 0"));
    }

    @Test
    void whoIsLeftBehindIsNamed() throws IOException {
        assertEquals(0, play("", true, "sleep 1000 & until [ \"$(cat /proc/$!/comm)\" = sleep ]; do sleep 0.01; done")
                .run().status());
        Document page = page();
        assertTrue(isListed(page, "sleep", "still running at the end"));
        assertTrue(Pages.texts(page, "h2").contains("Left behind"));
        assertTrue(Pages.texts(page, "li").get(0).contains("sleep 1000"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenThousandOrphansAreSummedUp(boolean pid1) throws IOException {
        assertEquals(new Stage.Ended(0, "", ""), play(ALL, pid1, OrphanMaker.command(10, 10, 100, List.of())).run());
        Document page = page();
        assertTrue(Pages.texts(page, "dd").stream().anyMatch(text -> text.startsWith("10,001 processes, ")));
        assertEquals(200, processes(page).size());
        List<String> others = Pages.rows(page, "programs").get(1);
        assertEquals(List.of(OrphanMaker.NAME, "9,801"), others.subList(0, 2));
        assertEquals("9,801 × exit 0", others.get(4));
        assertTrue(Files.size(file()) < 300_000);
    }

    @Test
    void aStopOfTheCommandIsStillSeen() throws IOException {
        assertEquals(new Stage.Ended(6, "", ""),
                play("", true, "(sleep 0.1; kill -CONT $$) & kill -STOP $$; exit 6").run());
        List<String> event = Pages.rows(page(), "events").get(1);
        assertEquals(List.of("SIGSTOP", "the command was stopped by it"), List.of(event.get(1), event.get(3)));
    }

    @Test
    void theNameCountsFromTheWorkingDirectory() throws IOException {
        assertEquals(0, Stage.play("sh", "-c", "cd \"$0\"; exec \"$@\"", folder.toString(), Programs.pidone("").get(0),
                "--report=report.html", "--", "sh", "-c", "cd /; :").run().status());
        assertTrue(isListed(page(), "sh command", "exit 0"));
    }

    @Test
    void aCommandThatCannotBeStartedIsReported() throws IOException {
        assertEquals(127, Stage.play(Programs.pidone("--report=" + file(), List.of("/no/such/file"))).run().status());
        assertTrue(Pages.texts(page(), "p").get(0).contains("/no/such/file"));
        assertTrue(Pages.texts(page(), "h1").get(0).startsWith("Exit status 127 after "));
    }

    @Test
    void aPauseIsReported() throws IOException {
        try (Stage stage = Stage.play(Programs.pidone("--pid1mode=pause -v --report=" + file(), List.of())).asPid1()
                .start()) {
            stage.until(() -> Files.exists(file()), "it has begun");
            stage.send(stage.pidone(), TERM);
            assertEquals(0, stage.awaitEnd().status());
        }
        assertTrue(Pages.texts(page(), "p").contains("A signal has ended the pause."));
    }

    @Test
    void inANamespaceOfItsOwnTheOneInsideReports() throws IOException {
        assertEquals(7, play("--pid-namespace", false, "exit 7").run().status());
        assertEquals("2", processes(page()).get(0).get(0));
    }

    @Test
    void aFileThatCannotBeWrittenIsAWarning() {
        Stage.Ended ended = Stage.play(
                Programs.pidone("--report=" + folder + "/missing/report.html", Programs.shell("echo runs; exit 3")))
                .run();
        assertEquals(new Stage.Ended(3, "runs\n", ended.errors()), ended);
        assertEquals("pidone: WARN: cannot write the report '" + folder
                + "/missing/report.html': ENOENT (no such file or directory)\n", ended.errors());
    }

    @Test
    void aFullDiskIsAWarning() {
        Stage.Ended ended = Stage.play(List.of("sh", "-c", "ulimit -f 1; exec \"$@\"", "sh", Programs.pidone("").get(0),
                "--report=" + file(), "--", "sh", "-c", "exit 3")).run();
        assertEquals(3, ended.status());
        assertTrue(ended.errors().contains("cannot write the report '" + file() + "': EFBIG (file too large)\n"),
                ended::errors);
    }

    @Test
    void nobodyWaitsForTheReaderOfAPipe() throws IOException, InterruptedException {
        assertEquals(0, Starter.program("mkfifo", file().toString()).start().waitFor());
        Stage.Ended ended = play("", true, "exit 3").run();
        assertEquals(3, ended.status());
        assertEquals("pidone: WARN: cannot write the report '" + file() + "': not a regular file\n", ended.errors());
    }

    @Test
    void theCommandSeesNothingOfTheFile() {
        Stage.Ended ended = play("", true, "ls /proc/self/fd").run();
        assertFalse(ended.output().lines().anyMatch(line -> Integer.parseInt(line) > 3), ended::output);
    }
}

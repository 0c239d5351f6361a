package dev.pidone.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Signal;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.stop.StopPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The page about a run: each is read by an XML parser. */
class ReportPageTest {
    private static final String PROCESSES = "processes";
    private static final int MOST_ROWS = 200;

    @TempDir
    private Path folder;

    private SimulatedRun run(boolean waitsForAll, String... exceptions) {
        return new SimulatedRun(folder.resolve("report.html"), waitsForAll, exceptions);
    }

    private SimulatedRun build(int processes) throws IOException {
        return SimulatedRun.build(folder.resolve("report.html"), processes);
    }

    private static List<String> row(SimulatedRun run, int processId) throws IOException {
        return Pages.rows(run.parsed(), PROCESSES).stream().filter(row -> row.get(0).equals("" + processId)).findFirst()
                .orElseThrow();
    }

    @Test
    void aRunOfOneCommand() throws IOException {
        SimulatedRun run = run(false).pass(1234).reap(SimulatedRun.COMMAND, 3 << 8);
        run.end(3);
        Document page = run.parsed();
        assertEquals(List.of("Exit status 3 after 1.23 s"), Pages.texts(page, "h1"));
        assertTrue(Pages.texts(page, "dd").contains("pidone --report=report.html -- make -j8 'it'\\''s all'"));
        assertTrue(Pages.texts(page, "dd").contains("2023-11-14T22:13:20.123Z"));
        assertEquals(
                List.of(List.of("PID", "Program", "From", "For", "CPU", "Peak memory", "Status", "Held up",
                        "Time line"),
                        List.of("10", "make command", "0 ms", "1.23 s", "12 ms", "2.9 MiB", "exit 3", "–", "")),
                Pages.rows(page, PROCESSES));
    }

    @ParameterizedTest
    @CsvSource({"1, 67108864, '1 process here, for a limit of 64 MiB; '",
            "3, -1, '3 processes here, for a limit that cannot be seen from here, such as that of a pod or the machine''s"
                    + " memory; '"})
    void thatMemoryRanOutIsSaid(long killed, long limit, String how) throws IOException {
        SimulatedRun run = run(false).pass(1);
        run.world().memoryRanOut(killed, limit);
        run.reap(SimulatedRun.COMMAND, SimulatedRun.KILLED).end(137);
        assertTrue(Pages.texts(run.parsed(), "p").getFirst().startsWith(
                "The command was killed by SIGKILL, and not by pidone, 1 ms after its start; exit status 137;"
                        + " out of memory: the kernel has killed " + how));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 300, 10_000})
    void howeverManyProcessesThereWereEachIsCounted(int processes) throws IOException {
        Document page = build(processes).parsed();
        int rows = Pages.rows(page, PROCESSES).size() - 1;
        assertEquals(Math.min(MOST_ROWS, processes + 1), rows);
        int summed = Pages.rows(page, "programs").stream().skip(1)
                .mapToInt(row -> Integer.parseInt(row.get(1).replace(",", ""))).sum();
        assertEquals(processes + 1 - rows, summed);
        assertTrue(Pages.texts(page, "dd").stream()
                .anyMatch(text -> text.replace(",", "").startsWith(processes + 1 + " process")));
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndRunsNothing() throws IOException {
        String page = build(300).page();
        assertFalse(
                Pattern.compile("https?:|<script|<link|<img|@import|url\\(|src=|\\son[a-z]+=").matcher(page).find());
        assertTrue(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    }

    @Test
    void thePageCanBeReadAloud() throws IOException {
        Document page = build(300).parsed();
        assertEquals("en", page.getDocumentElement().getAttribute("lang"));
        assertEquals(1, Pages.elements(page.getDocumentElement(), "title").size());
        for (Element table : Pages.elements(page.getDocumentElement(), "table")) {
            assertEquals(1, Pages.elements(table, "caption").size());
            for (Element header : Pages.elements(table, "th")) {
                assertTrue(List.of("col", "row").contains(header.getAttribute("scope")));
            }
        }
        for (Element drawing : Pages.elements(page.getDocumentElement(), "svg")) {
            assertEquals("true", drawing.getAttribute("aria-hidden"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 300})
    void noBarLeavesTheTimeLine(int processes) throws IOException {
        for (Element bar : Pages.elements(build(processes).parsed().getDocumentElement(), "rect")) {
            double from = percent(bar.getAttribute("x"));
            double width = percent(bar.getAttribute("width"));
            assertTrue(from >= 0 && width > 0 && from + width <= 100.01, from + " " + width);
        }
    }

    private static double percent(String text) {
        assertTrue(text.matches("\\d+\\.\\d\\d%"), text);
        return Double.parseDouble(text.replace("%", ""));
    }

    /** Names, one char a byte, and what is shown of them. */
    private static Stream<Arguments> names() {
        return Stream.of(Arguments.of("</script><b>", "</script><b>"), Arguments.of("\"'&amp;\"'", "\"'&amp;\"'"),
                Arguments.of("caf\u00c3\u00a9", "caf\u00e9"), Arguments.of("\u00e2\u0082\u00ac", "\u20ac"),
                Arguments.of("\u00f0\u009f\u0090\u00b3", "\ud83d\udc33"), Arguments.of("a\u00ffb", "a\ufffdb"),
                Arguments.of("\u00e2\u0082", "\ufffd"), Arguments.of("\u00e2\u0082x", "\ufffdx"),
                Arguments.of("\u00c0\u00af", "\ufffd"), Arguments.of("\u00ed\u00a0\u0080", "\ufffd"),
                Arguments.of("\u00f4\u0090\u0080\u0080", "\ufffd"), Arguments.of("\u00ef\u00bf\u00bf", "\ufffd"),
                Arguments.of("\u001b[31mred", "\\x1b[31mred"), Arguments.of("a\nb\tc", "a\\x0ab\\x09c"),
                Arguments.of("\u007f", "\\x7f"), Arguments.of("\u00c2\u009b", "\ufffd"),
                Arguments.of("\u00e2\u0080\u00aeevil", "\ufffdevil"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameMayHoldAnyByte(String name, String shown) throws IOException {
        SimulatedRun run = run(true).begin(20, 1, name).pass(100).reap(SimulatedRun.COMMAND, 0).pass(50);
        run.reap(20, 0).end(0);
        assertEquals(shown, row(run, 20).get(1));
        assertTrue(Pages.texts(run.parsed(), "b").contains(shown));
    }

    @Test
    void whoStillRanAfterTheCommandHeldUpTheEnd() throws IOException {
        SimulatedRun run = run(true).begin(20, 1, "daemon").begin(21, 1, "quick").pass(100).reap(21, 0);
        run.reap(SimulatedRun.COMMAND, 0).pass(2500).reap(20, 0).end(0);
        assertEquals(List.of("daemon (PID 20) daemon --of=20 ran until 2.50 s after the command’s end: exit 0"),
                Pages.texts(run.parsed(), "li"));
        assertEquals("2.50 s", row(run, 20).get(7));
        assertEquals("–", row(run, 21).get(7));
        assertEquals("–", row(run, SimulatedRun.COMMAND).get(7));
    }

    @Test
    void whoStillRanAfterASignalHeldUpTheEnd() throws IOException {
        SimulatedRun run = run(false).begin(20, 1, "other").pass(100).arrive(Signal.TERM, 0).pass(5000);
        run.history().stepBegan(StopPlan.timeout(1_000_000_000), 1);
        run.reap(SimulatedRun.COMMAND, SimulatedRun.KILLED).end(137);
        assertEquals("make (PID 10) make -j8 ran until 5.00 s after it was told to end: SIGKILL",
                Pages.texts(run.parsed(), "li").get(0));
        assertEquals("other (PID 20) other --of=20, for 5.10 s by then", Pages.texts(run.parsed(), "li").get(1));
        assertEquals("still running at the end", row(run, 20).get(6));
        assertEquals(
                List.of(List.of("At", "What", "From", "What came of it", "Time line"),
                        List.of("100 ms", "SIGTERM", "outside the PID namespace", "forwarded", ""),
                        List.of("5.10 s", "Step 2 of 2", "the stop plan", "SIGKILL to everyone", "")),
                Pages.rows(run.parsed(), "events"));
    }

    @Test
    void aPlanThatWaitsBlamesNobodyForIt() throws IOException {
        SimulatedRun run = run(false).pass(100).arrive(Signal.TERM, 0, Outcome.HELD).pass(5000);
        run.history().signalSent(Signal.TERM);
        run.pass(300).reap(SimulatedRun.COMMAND, 15).end(143);
        assertEquals(List.of("make (PID 10) make -j8 ran until 300 ms after it was told to end: SIGTERM"),
                Pages.texts(run.parsed(), "li"));
        assertTrue(run.page().contains("<p>The stop plan sent nothing for the first 5.00 s.</p>"));
        assertFalse(run.page().contains("at once"));
    }

    @Test
    void nobodyHoldsUpTheEndBeforeItsStart() throws IOException {
        SimulatedRun run = run(true).pass(100).arrive(Signal.TERM, 0).pass(4928).begin(20, "late").pass(72);
        run.reap(20, SimulatedRun.KILLED).reap(SimulatedRun.COMMAND, SimulatedRun.KILLED).end(137);
        assertEquals(
                List.of("make (PID 10) make -j8 ran until 5.00 s after it was told to end: SIGKILL",
                        "late (PID 20) started 4.92 s after others were told to end, and ran for 72 ms: SIGKILL"),
                Pages.texts(run.parsed(), "li"));
    }

    @Test
    void nobodyHeldUpAnEndThatCameAtOnce() throws IOException {
        SimulatedRun run = run(true).pass(100).reap(SimulatedRun.COMMAND, 0);
        assertTrue(run.end(0).contains("<p>Nobody: pidone ended at once.</p>"));
    }

    @Test
    void aProcessThatItsParentHasReapedIsKnownIfItWasSeen() throws IOException {
        SimulatedRun run = run(false).begin(20, "child").pass(100).arrive(Signal.TERM, 0).pass(400);
        run.world().vanish(20);
        run.reap(SimulatedRun.COMMAND, 0).end(0);
        assertEquals(
                List.of("20", "child", "0 ms", "≤ 500 ms", "1 ms", "2.0 MiB", "ended, reaped by its parent", "–", ""),
                row(run, 20));
    }

    @Test
    void aZombieThatItsParentDoesNotReapIsShown() throws IOException {
        SimulatedRun run = run(false).begin(20, "child").pass(100);
        run.world().die(20);
        run.pass(50).reap(SimulatedRun.COMMAND, 0).end(0);
        assertEquals("zombie: its parent has not reaped it", row(run, 20).get(6));
    }

    @Test
    void aProcessIdMayComeAgain() throws IOException {
        SimulatedRun run = run(true).begin(20, "first").pass(100).arrive(Signal.TERM, 0).pass(50);
        run.world().vanish(20);
        run.begin(20, 1, "second").pass(100).reap(20, 0).pass(10).reap(SimulatedRun.COMMAND, 0).end(0);
        List<String> names = Pages.rows(run.parsed(), PROCESSES).stream().filter(row -> row.get(0).equals("20"))
                .map(row -> row.get(1) + ": " + row.get(6)).toList();
        assertEquals(List.of("first: ended, reaped by its parent", "second: exit 0"), names);
    }

    @Test
    void whoNobodyWaitsForHoldsUpNothing() throws IOException {
        SimulatedRun run = run(true, "daemon").begin(20, 1, "daemon").pass(100).reap(SimulatedRun.COMMAND, 0).pass(500);
        run.history().othersAreTold();
        run.pass(5).reap(20, 15).end(0);
        assertEquals("daemon exception", row(run, 20).get(1));
        assertEquals("SIGTERM", row(run, 20).get(6));
        assertEquals("–", row(run, 20).get(7));
    }

    @Test
    void theSameSignalAgainAndAgainIsOneEvent() throws IOException {
        SimulatedRun run = run(false).begin(20, "sender").pass(10);
        for (int count = 0; count < 1500; count++) {
            run.arrive(Signal.of(10), 20).pass(1);
        }
        run.reap(SimulatedRun.COMMAND, 0).end(0);
        assertEquals(List.of("10 ms", "SIGUSR1 × 1,500", "PID 20 (sender)", "forwarded, the last one at 1.50 s", ""),
                Pages.rows(run.parsed(), "events").get(1));
    }

    @Test
    void aStormOfSignalsLeavesRoomForTheStopPlan() throws IOException {
        SimulatedRun run = run(false);
        for (int count = 0; count < 1000; count++) {
            run.arrive(Signal.of(10 + 2 * (count % 2)), 0);
        }
        run.history().stepBegan(StopPlan.DEFAULT, 0);
        run.reap(SimulatedRun.COMMAND, 0).end(0);
        assertEquals("Step 1 of 2", Pages.rows(run.parsed(), "events").getLast().get(1));
        assertTrue(run.page().contains("; 400 more signals were only counted</caption>"));
    }

    @Test
    void processesBeyondTheRoomAreCountedAndThatIsSaid() throws IOException {
        SimulatedRun run = run(true);
        for (int number = 0; number < 100_100; number++) {
            run.begin(20, 1, "p").reap(20, 0);
        }
        run.reap(SimulatedRun.COMMAND, 0).end(0);
        assertTrue(
                run.page().contains("<p>101 more processes are not in this report: there was no room for them.</p>"));
        assertTrue(run.page().contains("100,101 processes, "));
        assertEquals(List.of("p", "99,800", "0 ms", "0 ms", "99,800 × exit 0"),
                Pages.rows(run.parsed(), "programs").get(1));
    }

    @Test
    void whatProcDoesNotShowIsSaidToBeMissing() throws IOException {
        SimulatedRun run = run(false);
        run.world().hideProcesses();
        run.pass(100).reap(SimulatedRun.COMMAND, 0).end(0);
        assertTrue(run.page().contains("/proc did not show the processes"));
    }

    @Test
    void aLongRunHasFewTicks() throws IOException {
        for (long milliseconds : new long[]{1, 999, 60_000, 86_400_000, 400L * 86_400_000}) {
            SimulatedRun run = run(false).pass(milliseconds).reap(SimulatedRun.COMMAND, 0);
            List<String> ticks = Pattern.compile("data-at=\"([^\"]+)\"").matcher(run.end(0)).results()
                    .map((MatchResult match) -> match.group(1)).toList();
            assertTrue(ticks.size() <= 6 && (ticks.size() >= 2 || milliseconds == 1), milliseconds + " ms: " + ticks);
        }
    }
}

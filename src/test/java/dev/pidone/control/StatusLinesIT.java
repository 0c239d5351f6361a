package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pidone.support.ProcFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of --status-fd tell a program what becomes of the command, and hold nothing up. */
class StatusLinesIT {
    private static final ObjectMapper STRICT = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| [^|]*[a-z][^|]* \\| ([^|]*)\\|");
    private static final Pattern FIELD = Pattern.compile("`([a-z_]+)`");
    private static final Set<String> EVERYWHERE = Set.of("time", "elapsed", "level", "event", "message");

    private static final String FULL_PIPE = """
            use POSIX;
            pipe(my $reads, my $writes);
            fcntl($writes, F_SETFL, O_NONBLOCK);
            1 while syswrite($writes, "x" x 4096);
            fcntl($writes, F_SETFL, 0);
            POSIX::dup2(fileno($writes), 7);
            fork() || sleep(1000);
            exec @ARGV;
            """;

    @TempDir
    private Path folder;

    private Stage.Play play(String redirection, List<String> call) {
        return Stage.play(Programs.shell("exec \"$@\" " + redirection, call));
    }

    private Path file() {
        return folder.resolve("status");
    }

    /** Runs a script, with descriptor 7 to a file; returns what stands there. */
    private List<JsonNode> lines(int status, String options, String script) throws IOException {
        Stage.Ended ended = play("7> " + file(), Programs.pidone("--status-fd=7 " + options, Programs.shell(script)))
                .asPid1().run();
        assertEquals(status, ended.status(), ended::toString);
        return objects();
    }

    private List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : Files.readAllLines(file())) {
            JsonNode object = STRICT.readTree(line);
            assertEquals(Set.of(), undocumented(object), line);
            objects.add(object);
        }
        return objects;
    }

    /** What docs/events.md does not tell of an object. */
    private static Set<String> undocumented(JsonNode object) throws IOException {
        Set<String> fields = new TreeSet<>();
        object.fieldNames().forEachRemaining(fields::add);
        fields.removeAll(EVERYWHERE);
        for (String line : Files.readAllLines(Path.of("docs/events.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(1).equals(object.get("event").asText())) {
                FIELD.matcher(row.group(2)).results().map(field -> field.group(1)).forEach(fields::remove);
            }
        }
        return fields;
    }

    private static List<String> events(List<JsonNode> objects) {
        return objects.stream().map(object -> object.get("event").asText()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children", "--pid-namespace", "-q", "--log-format=json"})
    void theLifeOfACommand(String options) throws IOException {
        List<JsonNode> lines = lines(3, options, "sleep 0.01; exit 3");
        assertEquals(List.of("command-started", "command-ended", "ended"), events(lines));
        assertTrue(lines.get(0).get("pid").asInt() > 1, lines::toString);
        assertEquals(lines.get(0).get("pid"), lines.get(1).get("pid"));
        assertEquals(3, lines.get(1).get("status").asInt());
        assertTrue(lines.get(1).get("run_time").asDouble() >= 0.01, lines::toString);
        assertFalse(lines.get(1).has("signal"));
        assertEquals(3, lines.get(2).get("exit_status").asInt());
        assertTrue(lines.get(2).get("peak_memory").asLong() > 100_000, lines::toString);
        assertTrue(lines.get(2).has("cpu"), lines::toString);
    }

    @Test
    void aSignalIsNamed() throws IOException {
        List<JsonNode> lines = lines(143, "", "kill -TERM $$");
        assertEquals("SIGTERM", lines.get(1).get("signal").asText());
        assertEquals("SIGTERM", lines.get(2).get("signal").asText());
    }

    @Test
    void theStatusMayBeAnotherThanTheCommands() throws IOException {
        List<JsonNode> lines = lines(0, "-e 3", "exit 3");
        assertEquals(3, lines.get(2).get("status").asInt());
        assertEquals(0, lines.get(2).get("exit_status").asInt());
    }

    /** They are told of the moment the command has ended, also where pidone waits for them. */
    @ParameterizedTest
    @CsvSource({"''", "--leftovers=terminate", "--pid1mode=wait-all-children --wait-limit=0s"})
    void whoIsLeftIsNamed(String options) throws IOException {
        // The shell's child is a shell until it has become the program.
        String script = "sleep 1000 & until grep -q sleep /proc/$!/comm; do :; done; exit 3";
        List<JsonNode> lines = lines(3, options, script);
        assertEquals(List.of("command-started", "command-ended", "leftovers", "ended"), events(lines));
        assertEquals(1, lines.get(2).get("count").asInt());
        assertEquals("sleep", lines.get(2).get("processes").get(0).get("program").asText());
    }

    /** By that number a program outside of the namespace can reach it. */
    @Test
    void theProcessIdIsThatOfTheOutsideToo() throws IOException {
        Stage.Play play = play("7> " + file(),
                Programs.pidone("--status-fd=7 --pid-namespace", "sh", "-c", "echo ready; exec sleep 1000"));
        try (Stage stage = play.start()) {
            Member command = stage.await("sleep 1000");
            stage.until(() -> Files.exists(file()), "no file");
            JsonNode started = objects().getFirst();
            assertEquals(2, started.get("pid").asInt());
            assertEquals(Long.parseLong(ProcFile.field(command.processId(), "status", "NSpid").split("\\s+")[1]),
                    started.get("outside_pid").asLong(), started::toString);
            stage.send(command, 15);
            assertEquals(143, stage.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"/nonexistent, 127", "/, 126"})
    void whatCannotBeStarted(String command, int status) throws IOException {
        assertEquals(status, play("7> " + file(), Programs.pidone("--status-fd=7", command)).run().status());
        List<JsonNode> lines = objects();
        assertEquals(List.of("launch-failed"), events(lines));
        assertEquals(status, lines.getFirst().get("exit_status").asInt());
    }

    @Test
    void theCommandDoesNotInheritIt() throws IOException {
        assertEquals(List.of("command-started", "command-ended", "ended"),
                events(lines(0, "", "test ! -e /proc/self/fd/7")));
    }

    /** It has ended when pidone has. */
    @Test
    void whoReadsSeesTheEnd() {
        String script = "\"$@\" 7>&1 >/dev/null | wc -l";
        Stage.Ended ended = Stage.play(Programs.shell(script,
                Programs.pidone("--status-fd=7 --pid-namespace", "sh", "-c", "sleep 1000 & exit 0"))).run();
        assertEquals("4\n", ended.output(), ended::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void itMayBeAStandardOne(String descriptor) {
        Stage.Ended ended = Stage
                .play(Programs.pidone("--status-fd=" + descriptor, "sh", "-c", "echo said; echo told >&2")).run();
        String text = "1".equals(descriptor) ? ended.output() : ended.errors();
        assertTrue(text.contains("\"event\":\"command-started\""), ended::toString);
        assertTrue(ended.output().contains("said\n") && ended.errors().contains("told\n"), ended::toString);
    }

    /** Somebody has the other end of a full pipe and does not read, nobody is there any more, or there is no room. */
    @ParameterizedTest
    @ValueSource(strings = {"perl -e '" + FULL_PIPE + "' -- \"$@\"", "\"$@\" 7>&1 >&2 | true", "\"$@\" 7> /dev/full"})
    void itHoldsNothingUp(String script) {
        List<String> call = Programs.pidone("--status-fd=7", "sh", "-c", "sleep 0.2; echo said >&2");
        assertEquals("said\n", Stage.play(Programs.shell(script, call)).run().errors());
    }

    @ParameterizedTest
    @CsvSource({"x, the number of a descriptor", "-1, the number of a descriptor", "'', the number of a descriptor",
            "99999999999, the number of a descriptor", "8, it is not open for writing", "6, it is not open for writing",
            "3, it is not open for writing"})
    void whatIsNoneIsAnError(String descriptor, String reason) {
        Stage.Ended ended = play("6< /dev/null", Programs.pidone("--status-fd=" + descriptor, "echo", "started")).run();
        assertEquals(125, ended.status());
        assertEquals("", ended.output());
        assertTrue(ended.errors().startsWith("pidone: --status-fd: '" + descriptor + "' is not allowed; "),
                ended::errors);
        assertTrue(ended.errors().contains(reason), ended::errors);
    }

    @Test
    void everyEventOfThePageIsTold() throws IOException {
        Set<String> events = Files.readAllLines(Path.of("docs/events.md")).stream().map(ROW::matcher)
                .filter(Matcher::matches).map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("command-ended", "command-started", "ended", "launch-failed", "leftovers"), events);
    }
}

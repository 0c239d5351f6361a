package dev.pidone.control;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pidone.log.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every line in JSON is an object, and has the fields that docs/events.md gives its event. */
class JsonLinesIT {
    private static final int TERM = 15;
    private static final ObjectMapper STRICT = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| ([A-Z, ]+) \\|[^|]*\\|([^|]*)\\|");
    private static final Pattern FIELD = Pattern.compile("`([a-z_]+)`");
    private static final Set<String> EVERYWHERE = Set.of("time", "elapsed", "level", "event", "message");
    private static final Set<String> OF_STOP_SENDER = Set.of("stop_sender_pid", "stop_sender_program",
            "stop_sender_uid");

    /** What the page says of an event. */
    private record Documented(Set<String> levels, Set<String> fields) {
    }

    private static Map<String, Documented> page() throws IOException {
        Map<String, Documented> events = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/events.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> fields = FIELD.matcher(row.group(3)).results().map(field -> field.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                if (fields.contains("stop_sender")) {
                    fields.addAll(OF_STOP_SENDER);
                }
                events.put(row.group(1), new Documented(Set.of(row.group(2).split(", ")), fields));
            }
        }
        return events;
    }

    @Test
    void thePageHasEveryEventAndNoOther() throws IOException {
        assertEquals(Stream.of(Event.values()).map(Event::id).collect(Collectors.toCollection(TreeSet::new)),
                page().keySet());
    }

    private static List<JsonNode> check(String errors) throws IOException {
        Map<String, Documented> page = page();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : errors.lines().toList()) {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            // Fails where it is no UTF-8.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            JsonNode object = STRICT.readTree(bytes);
            Documented documented = page.get(object.path("event").asText());
            assertNotNull(documented, line);
            assertTrue(documented.levels.contains(object.path("level").asText()), line);
            assertTrue(object.path("message").isTextual(), line);
            checkFields(object, documented, line);
            objects.add(object);
        }
        return objects;
    }

    private static void checkFields(JsonNode object, Documented documented, String line) {
        object.fieldNames()
                .forEachRemaining(field -> assertTrue(EVERYWHERE.contains(field) || documented.fields.contains(field),
                        field + ": " + line));
        object.path("processes").forEach(process -> process.fieldNames()
                .forEachRemaining(field -> assertTrue(documented.fields.contains(field), field + ": " + line)));
        String event = object.path("event").asText();
        if (!event.equals(Event.MESSAGES_DROPPED.id())) {
            assertTrue(object.path("time").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"),
                    line);
            Instant.parse(object.path("time").asText());
            assertEquals(!event.equals(Event.USAGE.id()), object.path("elapsed").isNumber(), line);
        }
    }

    private static Stage.Play play(String options, String script) {
        return Stage.play(Programs.pidone("--log-format=json -vvv " + options, Programs.shell(script))).asPid1();
    }

    private static List<JsonNode> run(String options, String script) throws IOException {
        try (Stage stage = play(options, script).start()) {
            stage.untilEnded();
            return check(stage.errors());
        }
    }

    private static JsonNode find(List<JsonNode> objects, Event event) {
        return objects.stream().filter(object -> object.path("event").asText().equals(event.id())).findFirst()
                .orElseThrow(() -> new AssertionError("no " + event + " in " + objects));
    }

    @ParameterizedTest
    @CsvSource({"'', exit 3, ENDED", "'', kill -SEGV $$, ENDED", "'', exit 0, STATISTICS",
            "--time-limit=10ms, sleep 1000, TIME_LIMIT",
            "--stop-timeout=1ms, 'trap \"\" TERM; kill 1; sleep 1000', KILLING",
            "'--stop=run=/does/not/exist,KILL@command', 'kill 1; sleep 1000', STOP_PROGRAM_FAILED",
            "'--stop=run=/bin/false,KILL@command', 'kill 1; sleep 1000', STOP_PROGRAM_ENDED",
            "--pid1mode=wait-all-children --wait-limit=10ms, sleep 1000 & exit 0, WAIT_LIMIT",
            "--pid1mode=wait-all-children --except=sleep, sleep 1000 & exit 0, ONLY_EXCEPTIONS",
            "--pid1mode=wait-all-children --wait-report=10ms, sleep 0.3 & exit 0, WAITING_FOR",
            "--rewrite=USR1:TERM, kill -USR1 1; sleep 1000, ENDED",
            "--rewrite=HUP:USR1, kill -HUP 1; sleep 1000, ENDED",
            "'', 'trap \"\" TERM; kill -TERM 1; kill -HUP 1; sleep 1000', ENDED",
            "--signals-from=outside, kill 1; sleep 0.2, SIGNAL_DROPPED", "-w, (true &); sleep 0.2, ORPHAN_REAPED",
            "--termination-log=/, exit 0, TERMINATION_LOG_FAILED", "--report=/, exit 0, REPORT_FAILED"})
    void everyLineIsWhatThePageSays(String options, String script, Event event) throws IOException {
        find(run(options, script), event);
    }

    @Test
    void whoHasSentTheSignalAndWhoIsWaitedForAreFields() throws IOException {
        try (Stage stage = play("--wait-report=100ms", "trap '' TERM; echo ready; exec sleep 1000").start()) {
            stage.awaitLine("ready");
            Member sleep = stage.await("sleep 1000");
            stage.send(stage.pidone(), TERM);
            stage.awaitErrors("--stop-timeout=DURATION");
            stage.send(sleep, 9);
            stage.untilEnded();
            List<JsonNode> objects = check(stage.errors());
            JsonNode row = find(objects, Event.WAITING_FOR);
            assertEquals("sleep 1000", row.path("command").asText());
            assertEquals("ignores", row.path("reaction").asText());
            assertEquals("SIGTERM", row.path("signal").asText());
            JsonNode ended = find(objects, Event.ENDED);
            assertEquals(137, ended.path("exit_status").asInt());
            assertEquals("SIGKILL", ended.path("signal").asText());
            assertEquals("outside", ended.path("stop_sender").asText());
            assertEquals("SIGTERM", ended.path("stop_signal").asText());
        }
    }

    @Test
    void ofManyThatAreWaitedForTheRestIsCounted() throws IOException {
        String script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do sleep 1000 & done";
        try (Stage stage = play("--pid1mode=wait-all-children --wait-report=100ms --wait-limit=600ms", script)
                .start()) {
            stage.untilEnded();
            List<JsonNode> objects = check(stage.errors());
            assertEquals(3,
                    objects.stream()
                            .filter(object -> object.has("more") && object.has("event")
                                    && object.path("event").asText().equals(Event.WAITING.id()))
                            .findFirst().orElseThrow().path("more").asInt());
            assertTrue(objects.stream().filter(object -> object.path("event").asText().equals(Event.WAITING_FOR.id()))
                    .allMatch(object -> object.has("pid")));
        }
    }

    @Test
    void namesOfAnyBytesStayValid() throws IOException {
        String script = "trap '' TERM; exec perl -e '$0 = qq(\"\\\\a\\n\\033\\xff\\xe2\\x82\\xac); $| = 1; print qq(ready\\n);"
                + " sleep 1000'";
        try (Stage stage = play("--stop-timeout=200ms --wait-report=50ms", script).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            stage.untilEnded();
            JsonNode row = find(check(stage.errors()), Event.WAITING_FOR);
            assertEquals("\"\\a\n\u001b\ufffd\u20ac", row.path("command").asText());
        }
    }

    @Test
    void aCallThatIsWrongAndAStartThatFailsAreObjectsToo() throws IOException {
        Stage.Ended wrong = Stage.play(Programs.pidone("--log-format=json --stop=TERM:x", "true")).run();
        assertEquals(125, wrong.status());
        assertFalse(find(check(wrong.errors()), Event.USAGE).path("message").asText().isEmpty());
        Stage.Ended missing = Stage.play(Programs.pidone("--log-format=json", "/does/not/exist")).run();
        assertEquals(127, find(check(missing.errors()), Event.LAUNCH_FAILED).path("exit_status").asInt());
        assertEquals(Level.ERROR.name(), find(check(missing.errors()), Event.LAUNCH_FAILED).path("level").asText());
    }
}

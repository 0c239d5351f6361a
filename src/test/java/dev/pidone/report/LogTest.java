package dev.pidone.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.AsLongAsProcessesWork;
import dev.pidone.support.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs {@link LogProgram} and is the reader of its standard error: quick, slow, or stuck. */
class LogTest {
    private static final Pattern DROPPED = Pattern
            .compile("pidone: WARN: (\\d+) messages were dropped: standard error did not take them");

    @RegisterExtension
    static final AsLongAsProcessesWork LIMIT = new AsLongAsProcessesWork();

    private Process program;
    private BufferedReader output;

    private void start(String jvmOption, Log.Level threshold, int messages, int length, boolean wait)
            throws IOException {
        program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), jvmOption,
                "-cp", System.getProperty("jdk.module.path") + ":" + System.getProperty("java.class.path"),
                LogProgram.class.getName(), threshold.name(), String.valueOf(messages), String.valueOf(length),
                String.valueOf(wait)).start();
        output = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
    }

    private void start(int messages, int length, boolean wait) throws IOException {
        start("-Xshare:auto", Log.Level.INFO, messages, length, wait);
    }

    @AfterEach
    void endProgram() throws InterruptedException {
        if (program != null) {
            program.destroyForcibly().waitFor();
        }
    }

    /** Reads standard output up to a line; returns what came before. */
    private List<String> outputUntil(String last) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = output.readLine();
        while (!last.equals(line)) {
            if (line == null) {
                throw new AssertionError("no line " + last + " but " + lines);
            }
            lines.add(line);
            line = output.readLine();
        }
        return lines;
    }

    private List<String> standardError() throws IOException {
        return new String(program.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static long countOfMessages(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("pidone: INFO: message ")).count();
    }

    @Test
    void aMessageIsOneLineWithItsLevelAndItsBytes() throws IOException {
        start(2, 0, false);
        assertEquals(List.of("pidone: INFO: message 0 caf\u00e9", "pidone: INFO: message 1 caf\u00e9"),
                standardError());
    }

    @Test
    void messagesBelowTheThresholdAreNotWritten() throws IOException {
        start("-Xshare:auto", Log.Level.WARN, 10, 0, false);
        assertEquals(List.of(), standardError());
        outputUntil("flushed");
    }

    @Test
    void loggingDoesNotBlockOnAStuckReaderAndCountsWhatItDrops() throws IOException {
        int messages = 20_000;
        start(messages, 100, true);
        outputUntil("logged");
        // The flush comes only when all is accounted for: it may give up on a reader that is held up.
        BufferedReader errors = program.errorReader(StandardCharsets.ISO_8859_1);
        long written = 0;
        long dropped = 0;
        while (written + dropped < messages) {
            String line = errors.readLine();
            written += countOfMessages(List.of(line));
            Matcher matcher = DROPPED.matcher(line);
            dropped += matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        }
        assertNotEquals(0, dropped);
        program.getOutputStream().write('\n');
        program.getOutputStream().flush();
        assertEquals(List.of(), errors.lines().toList());
        assertEquals(messages, written + dropped);
    }

    @Test
    void flushGivesUpOnAStuckReader() throws IOException {
        start(2000, 100, false);
        outputUntil("flushed");
        Await.end(program, () -> "it does not give up");
    }

    /** On a machine under load the test itself can be stuck for so long that giving up is right: so it tries again. */
    @Test
    void flushWaitsForASlowReader() throws IOException, InterruptedException {
        int messages = 1000;
        long read = 0;
        for (int attempt = 0; attempt < 5 && read < messages; attempt++) {
            start(messages, 2000, false);
            read = countOfMessages(readSlowly(program.getErrorStream()));
            endProgram();
        }
        assertEquals(messages, read);
    }

    /** Takes much longer for all of it than a flush waits for one write. */
    private static List<String> readSlowly(InputStream stream) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int length = stream.read(buffer);
        while (length >= 0) {
            all.write(buffer, 0, length);
            Thread.sleep(2);
            length = stream.read(buffer);
        }
        return all.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    @Test
    void nothingOfLogbackIsLoadedBeforeTheFirstMessage() throws IOException {
        start("-Xlog:class+load:stdout", Log.Level.INFO, 1, 0, false);
        List<String> before = outputUntil("begin");
        List<String> after = outputUntil("flushed");
        assertTrue(before.stream().anyMatch(LogTest::isOfLog), "the log itself");
        assertFalse(before.stream().anyMatch(LogTest::isOfLogback), "Logback, before the first message");
        assertTrue(after.stream().anyMatch(LogTest::isOfLogback), "Logback, with the first message");
    }

    private static boolean isOfLog(String line) {
        return line.contains(Log.class.getName() + " ");
    }

    private static boolean isOfLogback(String line) {
        return line.contains("ch.qos.logback") || line.contains("org.slf4j") || line.contains("report.LogThread");
    }
}

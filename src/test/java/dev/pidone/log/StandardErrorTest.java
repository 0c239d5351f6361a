package dev.pidone.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.AsLongAsProcessesWork;
import dev.pidone.support.Starter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link StandardErrorProgram} and is the reader of its standard error: quick, stuck, or gone. */
class StandardErrorTest {
    private static final int LINE = StandardErrorProgram.LINE;
    private static final Pattern DROPPED = Pattern
            .compile("pidone: WARN: (\\d+) messages? w\\w+ dropped: standard error did not take them");

    @RegisterExtension
    static final AsLongAsProcessesWork LIMIT = new AsLongAsProcessesWork();

    @TempDir
    private Path folder;

    private Process program;
    private BufferedReader output;

    private static ProcessBuilder program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath(), StandardErrorProgram.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return Starter.program(command);
    }

    /** Maven has pidone itself on the module path. */
    private static String classPath() {
        String modules = System.getProperty("jdk.module.path");
        return (modules == null ? "" : modules + ":") + System.getProperty("java.class.path");
    }

    private void start(ProcessBuilder builder) throws IOException {
        program = builder.start();
        output = program.inputReader(StandardCharsets.ISO_8859_1);
    }

    private void log(int messages) throws IOException {
        program.getOutputStream().write((messages + "\n").getBytes(StandardCharsets.US_ASCII));
        program.getOutputStream().flush();
        assertEquals("logged", output.readLine());
    }

    @AfterEach
    void endProgram() throws InterruptedException {
        if (program != null) {
            program.destroyForcibly().waitFor();
        }
    }

    private static String message(int number) {
        return "pidone: INFO: message " + (100_000 + number) + ".".repeat(LINE - 30) + "\u00e9";
    }

    private static List<String> messages(int from, int to) {
        List<String> messages = new ArrayList<>();
        for (int number = from; number < to; number++) {
            messages.add(message(number));
        }
        return messages;
    }

    /** What stands in the pipe now: more does not come before the program is asked for it. */
    private List<String> pending() throws IOException {
        InputStream errors = program.getErrorStream();
        return lines(errors.readNBytes(errors.available()));
    }

    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private List<String> rest() throws IOException {
        program.getOutputStream().close();
        return lines(program.getErrorStream().readAllBytes());
    }

    @Test
    void aLineIsWrittenByteByByte() throws IOException {
        start(program());
        log(3);
        assertEquals(messages(0, 3), rest());
        assertEquals(LINE, message(0).length() + 1);
    }

    @Test
    void aFileTakesEveryLine() throws IOException {
        Path file = folder.resolve("errors");
        start(program().redirectError(Redirect.to(file.toFile())));
        log(20_000);
        assertEquals(messages(0, 20_000), Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    }

    @Test
    void aReaderThatIsStuckIsNotWaitedForAndIsToldLaterHowMuchItHasMissed() throws IOException {
        int messages = 20_000;
        start(program());
        log(messages);
        int written = pending().size();
        assertTrue(written > 0 && written < messages, "written: " + written);
        log(1);
        assertEquals(List.of(
                "pidone: WARN: " + (messages - written) + " messages were dropped: standard error did not take them",
                message(messages)), rest());
    }

    @Test
    void aReaderIsToldOfEachTimeThatItWasStuck() throws IOException {
        start(program());
        log(20_000);
        pending();
        log(20_000);
        List<String> second = pending();
        assertTrue(second.getFirst().startsWith("pidone: WARN: "), second.getFirst());
        assertEquals(message(20_000), second.get(1));
        log(1);
        assertEquals("pidone: WARN: " + (20_001 - second.size())
                + " messages were dropped: standard error did not take them", rest().getFirst());
    }

    @Test
    void oneMessageIsNotSeveral() throws IOException {
        start(program());
        int before = -1;
        int after = 0;
        int number = 0;
        while (before < after) {
            before = after;
            log(1);
            number++;
            after = program.getErrorStream().available();
        }
        assertEquals(messages(0, number - 1), pending());
        log(1);
        assertEquals(List.of("pidone: WARN: 1 message was dropped: standard error did not take them", message(number)),
                rest());
    }

    @Test
    void aReaderThatIsGoneIsNoTrouble() throws IOException, InterruptedException {
        start(program());
        program.getErrorStream().close();
        log(10);
        program.getOutputStream().close();
        assertNull(output.readLine());
        assertEquals(0, program.waitFor());
    }

    /** A terminal takes the beginning of a line where it has no room for all of it. */
    @Test
    void aLineThatWasCutIsEndedBeforeTheNext() throws IOException {
        start(program("terminal").redirectError(Redirect.DISCARD));
        String all = new String(program.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        List<String> lines = all.lines().toList();
        int accountedFor = 0;
        int unknown = 0;
        for (String line : lines) {
            Matcher notice = DROPPED.matcher(line);
            if (notice.matches()) {
                accountedFor += Integer.parseInt(notice.group(1));
            } else if (line.length() <= "pidone: ".length()) {
                unknown++;
            } else if (!line.startsWith("pidone: W")) {
                assertTrue(message(accountedFor).startsWith(line) || unknown > 0, line);
                accountedFor++;
            }
        }
        assertTrue(accountedFor <= 5001 && accountedFor + unknown >= 5001, accountedFor + " and " + unknown);
        assertEquals(message(5000), lines.getLast());
        assertTrue(lines.size() < 5000, "the terminal has taken everything");
    }
}

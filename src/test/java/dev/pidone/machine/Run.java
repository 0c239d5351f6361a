package dev.pidone.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pidone.support.Architecture;
import dev.pidone.support.Await;
import dev.pidone.support.Starter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a machine has written on its serial line, from power-on to the end.
 *
 * @param lines all of it, as it came
 */
record Run(List<String> lines) {
    /** Which line says that a script of src/test/machine/root has come to its end. */
    private static final String ALL_CHECKED = "all checked";
    private static final String ASKS_FOR_KEYS = "press Ctrl-Alt-Del";
    /** Switches the serial line to QEMU's own console and back. */
    private static final String PRESS_KEYS = "\u0001csendkey ctrl-alt-delete\n\u0001c";
    private static final Pattern CHECK = Pattern.compile("(not )?ok (?<name>.*?)(: expected .*)?");
    private static final Pattern PANIC = Pattern
            .compile(".*Kernel panic - not syncing: Attempted to kill init! exitcode=0x(?<status>[0-9a-f]{8})");
    private static final int MOST_LINES = 10_000;
    private static final String END = "";

    /** One check of a script. */
    record Check(String name, String line) {
        boolean passed() {
            return line.equals("ok " + name);
        }
    }

    /** Switches a machine on and waits until it is off, as long as it gets on. */
    static Run of(Architecture architecture, String... arguments) throws IOException {
        Process process = Starter.tool(Machine.start(architecture, List.of(arguments))).redirectErrorStream(true)
                .start();
        try {
            return new Run(read(process));
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> read(Process process) throws IOException {
        BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> readInto(arriving, process));
        List<String> lines = new ArrayList<>();
        while (true) {
            // Each line has its own time to come.
            Await.until(() -> !arriving.isEmpty(), () -> "the machine gets no further:\n" + String.join("\n", lines));
            String line = arriving.remove();
            if (line.equals(END)) {
                return lines;
            }
            lines.add(line);
            assertFalse(lines.size() > MOST_LINES, () -> "the machine writes and writes:\n" + String.join("\n", lines));
            if (line.equals(ASKS_FOR_KEYS)) {
                OutputStream keyboard = process.getOutputStream();
                keyboard.write(PRESS_KEYS.getBytes(StandardCharsets.US_ASCII));
                keyboard.flush();
            }
        }
    }

    /** Empty lines are left out: none stands for the end. */
    private static void readInto(BlockingQueue<String> queue, Process process) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            reader.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(queue::add);
        } catch (IOException e) {
            queue.add("cannot read from the machine: " + e);
        } finally {
            queue.add(END);
        }
    }

    Stream<Check> checks() {
        return lines.stream().map(CHECK::matcher).filter(Matcher::matches)
                .map(matcher -> new Check(matcher.group("name"), matcher.group()));
    }

    boolean hasCheckedAll() {
        return lines.contains(ALL_CHECKED);
    }

    /** What the first process ended with, as the kernel tells when that happens; empty if it did not. */
    OptionalInt waitStatusOfFirstProcess() {
        return lines.stream().map(PANIC::matcher).filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseUnsignedInt(matcher.group("status"), 16)).findFirst();
    }

    boolean hasPoweredOff() {
        return lines.stream().anyMatch(line -> line.endsWith("reboot: Power down"));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}

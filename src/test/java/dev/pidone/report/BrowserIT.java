package dev.pidone.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Signal;
import dev.pidone.support.Starter;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page about a run in real browsers, which have no network. The pictures are left in target/report-pages. */
class BrowserIT {
    private static final Path PICTURES = Path.of("target/report-pages");

    @TempDir
    private Path folder;

    /** A colour scheme, by the settings of Chromium, and some of its colours (src/main/css/report.css). */
    enum Scheme {
        DARK(0x14171b, 0x5b9be6, 0x3f628d, 0xf0a43a),
        LIGHT(0xfbfbfa, 0x2f6db5, 0x8fb0d6, 0xe08a1e);

        private final int page;
        private final int command;
        private final int other;
        private final int late;

        Scheme(int page, int command, int other, int late) {
            this.page = page;
            this.command = command;
            this.other = other;
            this.late = late;
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = Starter.program(command).redirectInput(new File("/dev/null")).redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private BufferedImage show(Path page, String name, Scheme scheme, int width, int height)
            throws IOException, InterruptedException {
        Path picture = Files.createDirectories(PICTURES).resolve(name + ".png").toAbsolutePath();
        Files.deleteIfExists(picture);
        // Its sandbox does not work for root, and needs namespaces that a container may not make.
        run(List.of("unshare", "--map-root-user", "--net", "chromium-headless-shell", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--user-data-dir=" + folder,
                "--blink-settings=preferredColorScheme=" + scheme.ordinal(), "--window-size=" + width + "," + height,
                "--screenshot=" + picture, page.toUri().toString()));
        return ImageIO.read(picture.toFile());
    }

    private static long count(BufferedImage picture, int colour) {
        long count = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                count += (picture.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
            }
        }
        return count;
    }

    /** Whether nothing reaches to the right edge, and so perhaps beyond it. */
    private static boolean hasRightMargin(BufferedImage picture, int colour) {
        for (int y = 0; y < picture.getHeight(); y++) {
            if ((picture.getRGB(picture.getWidth() - 3, y) & 0xffffff) != colour) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"1, LIGHT, 1280", "1, DARK, 1280", "12, LIGHT, 1280", "12, DARK, 1280", "12, LIGHT, 500",
            "12, DARK, 500", "300, LIGHT, 1280", "10000, DARK, 1280"})
    void aBrowserShowsTheBars(int processes, Scheme scheme, int width) throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        SimulatedRun.build(page, processes);
        BufferedImage picture = show(page, processes + "-" + scheme.name().toLowerCase() + "-" + width, scheme, width,
                processes < 100 ? 1400 : 7000);
        assertEquals(width, picture.getWidth());
        assertTrue(count(picture, scheme.page) > 100_000, "the background");
        assertTrue(count(picture, scheme.command) > 200, "the command's bar");
        assertTrue(count(picture, scheme.late) > 200, "the bar of one that held up the end");
        assertTrue(processes > 200 || count(picture, scheme.other) > 200, "the bar of an orphan");
        assertTrue(hasRightMargin(picture, scheme.page), "it fits");
    }

    @Test
    void aTextBrowserShowsATable() throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        SimulatedRun run = new SimulatedRun(page, true).begin(20, 1, "daemon").pass(1500).arrive(Signal.TERM, 0);
        run.pass(250).reap(SimulatedRun.COMMAND, 15).pass(2000).reap(20, 9).end(143);
        String dump = run(List.of("w3m", "-dump", "-cols", "160", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8",
                page.toString()));
        List<String> lines = new ArrayList<>(dump.lines().map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty()).collect(Collectors.toList()));
        List<String> expected = """
                Exit status 143 after 3.75 s
                The command was killed by SIGTERM from outside the PID namespace, 1.7 s after its start; exit status 143.
                Command line
                pidone --report=report.html -- make -j8 'it'\\''s all'
                Mode
                wait-all-children
                Start
                2023-11-14T22:13:20.123Z
                Told to end
                after 1.50 s
                Reaped
                2 processes, 24 ms of CPU time, at most 2.9 MiB in one of them
                pidone
                VERSION
                What held up the end
                1. daemon (PID 20) daemon --of=20 ran until 2.25 s after it was told to end: SIGKILL
                2. make (PID 10) make -j8 ran until 250 ms after it was told to end: SIGTERM
                Processes
                What pidone has started, reaped or seen, by their start
                PID Program From For CPU Peak memory Status Held up Time line
                10 make command 0 ms 1.75 s 12 ms 2.9 MiB SIGTERM 250 ms
                20 daemon 0 ms 3.75 s 12 ms 2.9 MiB SIGKILL 2.25 s
                Signals and steps
                In the order in which they came
                At What From What came of it Time line
                1.50 s SIGTERM outside the PID namespace forwarded
                """
                .lines().toList();
        int version = expected.indexOf("VERSION");
        assertTrue(lines.get(version).matches("\\d+\\.\\d+\\.\\d+.*"), lines.get(version));
        lines.set(version, "VERSION");
        assertEquals(expected, lines.subList(0, expected.size()));
        assertTrue(lines.get(expected.size()).startsWith("Times are from pidone’s start"));
    }
}

package dev.pidone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.container.Podman;
import dev.pidone.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pods of the documentation, played by Podman as they stand there. */
class ManifestsIT {
    /** A service that says when it begins and ends. */
    private static final String SERVER = "#!/bin/sh\ntrap 'echo stops; exit 0' TERM\necho ready\n"
            + "while :; do sleep 0.1; done\n";
    private static final String IMAGE = "registry.example.com/web:1.0";
    private static final Pattern GRACE_PERIOD = Pattern.compile("terminationGracePeriodSeconds: (\\d+)");
    private static final Pattern NAME = Pattern.compile("kind: Pod\nmetadata:\n  name: (\\S+)");

    @TempDir
    private static Path context;
    private static Podman podman;

    @BeforeAll
    static void start() throws IOException {
        podman = new Podman();
        executable("server", SERVER);
        executable("check", "#!/bin/sh\necho checked\n");
        Files.writeString(context.resolve("Dockerfile"), "FROM " + Podman.PIDONE_IMAGE
                + "\nCOPY server /server\nCOPY check /usr/bin/check\nCMD [\"/server\"]\n");
        podman.run("build", "--quiet", "--tag", IMAGE, context.toString());
        Files.writeString(context.resolve("Dockerfile"),
                "FROM " + Podman.IMAGE + "\nCOPY server /server\nCMD [\"/server\"]\n");
        podman.run("build", "--quiet", "--tag", "registry.example.com/unchanged:1.0", context.toString());
        podman.run("tag", Podman.PIDONE_IMAGE, "registry.example.com/pidone-debian:1.0");
    }

    private static void executable(String name, String text) throws IOException {
        Files.writeString(context.resolve(name), text).toFile().setExecutable(true, false);
    }

    @AfterAll
    static void end() throws IOException {
        if (podman != null) {
            podman.close();
        }
    }

    private static String commandLineOfTheFirst(String container) throws IOException {
        return podman.run("exec", container, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline");
    }

    private static Stream<Block> pods() {
        return Page.all().stream().flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("yaml") && NAME.matcher(block.text()).find());
    }

    private static String manifest(String name) {
        return pods().map(Block::text).filter(text -> text.contains("  name: " + name + "\n")).findFirst()
                .orElseThrow();
    }

    @Test
    void thesePodsAreTheOnesOfTheDocumentation() {
        assertEquals(Set.of("web", "unchanged", "shared"), pods().flatMap(block -> NAME.matcher(block.text()).results())
                .map((MatchResult name) -> name.group(1)).collect(Collectors.toSet()));
    }

    @Test
    void aRestrictedPodIsProbedAndStopsByItsPlan() throws IOException {
        podman.play(manifest("web"));
        podman.awaitLog("web-server", "ready");
        assertEquals("/pidone -- /server ", commandLineOfTheFirst("web-server"));
        assertEquals("Uid:\t65534\t65534\t65534\t65534\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n",
                podman.run("exec", "web-server", "grep", "-E", "^(Uid|CapEff|NoNewPrivs):", "/proc/1/status"));
        podman.run("healthcheck", "run", "web-server");
        // The kubelet takes the time from the manifest, and so do newer Podmans than some that are around.
        Matcher gracePeriod = GRACE_PERIOD.matcher(manifest("web"));
        assertTrue(gracePeriod.find());
        podman.run("pod", "stop", "--time", gracePeriod.group(1), "web");
        assertEquals("0", podman.run("wait", "web-server").strip());
        assertEquals(List.of("ready", "stops"),
                podman.log("web-server").lines().filter(line -> !line.startsWith("pidone: ")).toList());
        podman.run("pod", "rm", "web");
    }

    @Test
    void anInitContainerPutsPidoneBesideAnImageWithoutIt() throws IOException {
        // Podman would remove the init container, and may do so before it has noticed that it has ended.
        podman.play(manifest("unchanged").replace("  name: unchanged\n",
                "  name: unchanged\n  annotations: {io.podman.annotations.init.container.type: always}\n"));
        podman.awaitLog("unchanged-server", "ready");
        assertEquals("/tools/pidone -- /server ", commandLineOfTheFirst("unchanged-server"));
        podman.run("pod", "stop", "--time", "3600", "unchanged");
        assertEquals("0", podman.run("wait", "unchanged-server").strip());
        assertEquals("ready\nstops\n", podman.log("unchanged-server"));
        podman.run("pod", "rm", "unchanged");
    }

    @Test
    void inASharedNamespacePausingPidoneIsTheFirstAndNeighboursAreLeftAlone() throws IOException {
        podman.play(manifest("shared"));
        podman.awaitLog("shared-server", "ready");
        podman.awaitLog("shared-neighbour", "ready");
        assertEquals("/pidone --pid1mode=pause ", commandLineOfTheFirst("shared-server"));
        podman.run("kill", "--signal", "TERM", "shared-server");
        Await.until(() -> podman.log("shared-server").contains("stops"), () -> podman.log("shared-server"));
        assertEquals("true\n", podman.run("inspect", "--format", "{{.State.Running}}", "shared-neighbour"));
        assertEquals("ready\n", podman.log("shared-neighbour"));
        podman.run("pod", "stop", "--time", "3600", "shared");
        podman.run("pod", "rm", "shared");
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Why a container has ended is to be read in {@code docker logs}. */
@NeedsEngine
class EndReportIT {
    private static final long LIMIT = 64 << 20;
    private static final String EATS_MEMORY = "perl -e 'my @pages; push(@pages, \"x\" x 65536) while 1'";

    private static TestContainer limited(String script) {
        return TestContainer.pidoneWith("--report=/report.html", "sh", "-c", script)
                .withHost(host -> host.withMemory(LIMIT).withMemorySwap(LIMIT));
    }

    private static void assertSays(String expected, String output) {
        assertTrue(output.matches("(?s).*" + expected + ".*"), output);
    }

    @Test
    void aCommandThatIsKilledForWantOfMemory() throws Exception {
        try (TestContainer container = limited("exec " + EATS_MEMORY).started()) {
            assertEquals(137, container.exitStatus());
            String output = container.completeOutput();
            assertSays("the command was killed by SIGKILL, and not by pidone, .*; exit status 137\n", output);
            assertSays("out of memory: the kernel has killed 1 process here, for a limit of 64 MiB; give it more",
                    output);
            String page = container.copyFileFromContainer("/report.html", file -> new String(file.readAllBytes()));
            assertSays(
                    ">The command was killed by SIGKILL, and not by pidone.*; out of memory: .* 1 process here, .* 64 MiB;",
                    page);
        }
    }

    @Test
    void aChildThatIsKilledForWantOfMemory() throws Exception {
        try (TestContainer container = limited(EATS_MEMORY + "; exit 1").started()) {
            assertEquals(1, container.exitStatus());
            assertSays("the command exited with status 1, .*out of memory: the kernel has killed 1 process here",
                    container.completeOutput());
        }
    }

    @Test
    void aRoutineStopIsSilentAndToldFromAKillInsideWhereMoreIsWanted() throws Exception {
        try (TestContainer container = TestContainer.pidone("sh", "-c", "echo ready; exec sleep 1000").started()) {
            container.awaitOutput("ready");
            container.dockerStop();
            assertEquals(143, container.exitStatus());
            assertEquals("ready", container.completeOutput().strip());
        }
        try (TestContainer container = TestContainer.pidoneWith("-v", "sh", "-c", "echo ready; exec sleep 1000")
                .started()) {
            container.awaitOutput("ready");
            container.dockerStop();
            assertEquals(143, container.exitStatus());
            assertSays("killed by SIGTERM from outside the PID namespace", container.completeOutput());
        }
        try (TestContainer container = TestContainer
                .pidoneWith("-v", "sh", "-c", "(kill -TERM 1; sleep 1000; true) & exec sleep 1000").started()) {
            assertEquals(143, container.exitStatus());
            assertSays("killed by SIGTERM sent by pid=[0-9]+ \\(sh\\), root", container.completeOutput());
        }
    }

    @Test
    void aCommandThatIgnoresTermIsNamedBeforeTheEngineKills() throws Exception {
        try (TestContainer container = TestContainer.pidone("sh", "-c", "trap '' TERM; echo ready; exec sleep 1000")
                .started()) {
            container.awaitOutput("ready");
            container.dockerStop(10);
            assertEquals(137, container.exitStatus());
            assertSays("still waiting for 1 process, .*ignores SIGTERM +sleep 1000\n", container.completeOutput());
        }
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.pidone.support.EndLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers that are allowed next to nothing. */
@NeedsEngine
class HardenedIT {
    /** The smallest that the engine accepts. */
    private static final long MEMORY_LIMIT = 6 * 1024 * 1024;
    /** For the command's processes, and what {@code docker exec} brings in. */
    private static final long PROCESS_LIMIT = 16;

    private static void harden(HostConfig host) {
        host.withReadonlyRootfs(true).withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"))
                .withPidsLimit(PROCESS_LIMIT).withNetworkMode("none").withMemory(MEMORY_LIMIT)
                .withMemorySwap(MEMORY_LIMIT);
    }

    private static TestContainer hardened(TestContainer container) {
        return container.withHost(HardenedIT::harden)
                .withCreateContainerCmdModifier(create -> create.withUser("65534:65534"));
    }

    @Test
    void aCommandRunsAndItsExitStatusCounts() throws Exception {
        String showsWhatItIs = "grep -E '^(Uid|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; exit 42";
        try (TestContainer container = hardened(TestContainer.pidone("sh", "-c", showsWhatItIs)).started()) {
            assertEquals(42, container.exitStatus());
            assertEquals("""
                    Uid: 65534 65534 65534 65534
                    CapBnd: 0000000000000000
                    NoNewPrivs: 1
                    Seccomp: 2
                    """, container.completeOutput().replace('\t', ' '));
        }
    }

    @Test
    void signalsAreForwardedAndOrphansReaped() throws Exception {
        String[] command = {"sh", "-c",
                "trap 'exit 7' TERM; (true &); echo ready; while :; do sleep 1000 & wait; done"};
        try (TestContainer container = hardened(TestContainer.pidone(command)).started()) {
            container.awaitOutput("ready");
            container.awaitChildren(1);
            container.dockerStop();
            assertEquals(7, container.exitStatus());
        }
    }

    @Test
    void everyProcessIsWaitedFor() throws Exception {
        try (TestContainer container = hardened(
                TestContainer.pidoneWith("--pid1mode=wait-all-children", "sh", "-c", Scripts.leavesAServer("stopped")))
                .started()) {
            container.awaitOutput("the command has ended");
            container.dockerStop();
            assertEquals(5, container.exitStatus());
            assertEquals("the command has ended\nstopped\n", EndLine.without(container.completeOutput()));
        }
    }

    @Test
    void pidoneStepsAside() throws Exception {
        try (TestContainer container = hardened(
                TestContainer.pidoneWith("--pid1mode=exec", "sh", "-c", "echo $$; exit 3")).started()) {
            assertEquals(3, container.exitStatus());
            assertEquals("1\n", container.completeOutput());
        }
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images that docker/Dockerfile makes. */
@NeedsEngine
class ImageIT {
    /** Those that the engine adds to every container left out. */
    private static final String LISTS_FILES = """
            / -xdev ( -path /opt/pidone -o -path /etc -o -path /dev -o -path /proc -o -path /sys ) -prune \
            -o -type f ! -name .dockerenv -print""";

    private static TestContainer scratch(String... command) {
        return TestContainer.of(Engine.SCRATCH_IMAGE, List.of(), command);
    }

    @Test
    void theSmallestHasNothingButPidoneAndLibraries() throws Exception {
        String[] command = ("/busybox find " + LISTS_FILES).split(" ");
        try (TestContainer container = scratch(command).started()) {
            assertEquals(0, container.exitStatus());
            List<String> files = container.completeOutput().lines().filter(file -> !file.equals("/busybox")).toList();
            assertFalse(files.isEmpty());
            assertEquals(List.of(), files.stream()
                    .filter(file -> !file.matches("/(usr/)?lib.*/(lib[a-z]+|ld-linux.*)\\.so\\.\\d+")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aCommandNeedsNoShell(String mode) throws Exception {
        try (TestContainer container = scratch("/busybox", "env").withEnv("PIDONE_PID1MODE", mode)
                .withEnv("discovery.type", "single-node").started()) {
            assertEquals(0, container.exitStatus());
            assertTrue(container.completeOutput().lines().toList()
                    .containsAll(List.of("PIDONE_PID1MODE=" + mode, "discovery.type=single-node")));
        }
    }

    @Test
    void dockerStopNeedsNoShell() throws Exception {
        try (TestContainer container = scratch("/busybox", "dd", "if=/dev/zero", "of=/dev/null").started()) {
            container.dockerStop();
            assertEquals(143, container.exitStatus());
        }
    }

    @ParameterizedTest
    @CsvSource({Engine.PIDONE_IMAGE + ", /bin/busybox", Engine.SCRATCH_IMAGE + ", /busybox"})
    void theAotCacheIsUsed(String image, String busybox) {
        String cache = "/opt/pidone/runtime/lib/pidone.aot";
        try (TestContainer container = TestContainer.of(image, List.of(), busybox, "grep", "-q", cache, "/proc/1/maps")
                .started()) {
            assertEquals(0, container.exitStatus());
        }
    }
}

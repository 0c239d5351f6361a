package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images that docker/Dockerfile makes, and what goes on top of them. */
@NeedsEngine
class ImageIT {
    /** Those that the engine adds to every container left out. */
    private static final String LISTS_FILES = """
            / -xdev ( -path /etc -o -path /dev -o -path /proc -o -path /sys ) -prune \
            -o -type f ! -name .dockerenv -print""";

    private static TestContainer scratch(String... command) {
        return TestContainer.of(Engine.SCRATCH_IMAGE, List.of(), command);
    }

    @Test
    void theSmallestHasNothingButTheFile() throws Exception {
        String[] command = ("/busybox find " + LISTS_FILES).split(" ");
        try (TestContainer container = scratch(command).started()) {
            assertEquals(0, container.exitStatus());
            assertEquals(List.of("/busybox", "/pidone"), container.completeOutput().lines().sorted().toList());
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

    /** Alpine in spirit: no library of glibc's, and a command that musl's dynamic loader has to load. */
    @Test
    void aCommandMayNeedMusl() throws Exception {
        Engine.prepareMuslImage();
        try (TestContainer container = TestContainer.of(Engine.MUSL_IMAGE, List.of(), "/bin/sh", "-c", "exec /command")
                .started()) {
            container.awaitOutput("its orphan has been reaped");
            container.dockerStop();
            assertEquals(7, container.exitStatus());
        }
    }
}

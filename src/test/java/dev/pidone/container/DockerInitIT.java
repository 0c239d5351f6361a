package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.EndLine;
import dev.pidone.support.Product;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code dockerd --init-path=target/pidone}, which {@code docker/with-engine} gives the engine that it starts, and
 * {@code
 * docker run --init}. What pidone has in common with tini, the engine's usual init, is tested with {@link Init}.
 */
@NeedsEngine
class DockerInitIT {
    @BeforeEach
    void theEngineUsesPidone() {
        String init = Engine.init();
        Assumptions.assumeTrue(init.equals(Product.PIDONE.toString()), () -> "the init of this engine is " + init);
    }

    @Test
    void theFileIsTheFirstProcess() throws Exception {
        String file = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Product.PIDONE)));
        try (TestContainer container = TestContainer.dockerInit("sha256sum", "/proc/1/exe").started()) {
            assertEquals(0, container.exitStatus());
            assertEquals(file + "  /proc/1/exe\n", container.completeOutput());
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, 1", "ILL, 4", "FPE, 8", "SEGV, 11", "RTMIN+3, 37"})
    void aSignalReachesTheCommand(String signal, int number) throws Exception {
        try (TestContainer container = TestContainer.dockerInit("sh", "-c", "echo ready; exec sleep 1000").started()) {
            container.awaitOutput("ready");
            container.dockerKill("SIG" + signal);
            assertEquals(128 + number, container.exitStatus());
        }
    }

    @Test
    void variablesAreOptionsThereToo() throws Exception {
        try (TestContainer container = TestContainer.dockerInit("sh", "-c", Scripts.leavesAServer("server stops"))
                .withEnv("PIDONE_PID1MODE", "wait-all-children").started()) {
            container.awaitOutput("the command has ended");
            container.dockerStop();
            assertEquals(5, container.exitStatus());
            assertEquals("the command has ended\nserver stops\n", EndLine.without(container.completeOutput()));
        }
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables that would change how a JVM starts. */
@NeedsEngine
class JavaOptionsIT {
    private static final String OPTIONS = "-javaagent:/no/such/agent.jar -Xmx4g";

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS"})
    void theyAreForTheApplicationAlone(String variable) throws Exception {
        try (TestContainer container = TestContainer.pidone("printenv", variable).withEnv(variable, OPTIONS)
                .started()) {
            assertEquals(0, container.exitStatus());
            assertEquals(OPTIONS + "\n", container.completeOutput());
        }
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A PID namespace inside of a container, which the engine has to allow. */
@NeedsEngine
class PidNamespaceIT {
    private static TestContainer contained(String... command) {
        return TestContainer.pidoneWith("--pid-namespace", command);
    }

    /** What the engine is told by {@code --security-opt systempaths=unconfined}. */
    private static final class WithWholeProc extends HostConfig {
        private static final long serialVersionUID = 1L;

        @JsonProperty("MaskedPaths")
        private final String[] maskedPaths = {};
        @JsonProperty("ReadonlyPaths")
        private final String[] readonlyPaths = {};
    }

    private static void runsAsFirstOfItsNamespace(TestContainer container) {
        assertEquals(3, container.exitStatus(), container::completeOutput);
        assertEquals("2 1\n", container.completeOutput());
    }

    @Test
    void byDefaultItIsRefusedAndNothingIsStarted() throws Exception {
        try (TestContainer container = contained("echo", "started").started()) {
            assertEquals(125, container.exitStatus());
            assertEquals(
                    "pidone: ERROR: cannot make a PID namespace: clone(2): EPERM (operation not permitted): a seccomp"
                            + " filter forbids it, as Docker's does by default; run the container with --security-opt"
                            + " seccomp=unconfined --security-opt systempaths=unconfined, or --privileged\n",
                    container.completeOutput());
        }
    }

    @Test
    void rootCanWithWhatAPrivilegedContainerHasOfIt() throws Exception {
        // An engine that is in a container itself can mostly not make a privileged one.
        try (TestContainer container = contained("sh", "-c", "echo $$ $PPID; exit 3").withCreateContainerCmdModifier(
                create -> create.withHostConfig(new WithWholeProc().withCapAdd(Capability.SYS_ADMIN)
                        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))))
                .started()) {
            runsAsFirstOfItsNamespace(container);
        }
    }

    @Test
    void aUserCanWhereNothingIsFilteredOrMasked() throws Exception {
        try (TestContainer container = contained("sh", "-c", "echo $$ $PPID; exit 3")
                .withCreateContainerCmdModifier(create -> create.withUser("65534:65534")
                        .withHostConfig(new WithWholeProc().withSecurityOpts(List.of("seccomp=unconfined"))))
                .started()) {
            runsAsFirstOfItsNamespace(container);
        }
    }

    @Test
    void whereProcIsMaskedThatIsSaid() throws Exception {
        try (TestContainer container = contained("echo", "started")
                .withHost(host -> host.withSecurityOpts(List.of("seccomp=unconfined")))
                .withCreateContainerCmdModifier(create -> create.withUser("65534:65534")).started()) {
            assertEquals(125, container.exitStatus());
            assertEquals(
                    "pidone: ERROR: cannot make a PID namespace: mounting /proc: EPERM (operation not permitted): a"
                            + " part of the present /proc is masked, as container runtimes do, or it is missing; run the"
                            + " container with --security-opt systempaths=unconfined (Kubernetes: procMount: Unmasked)\n",
                    container.completeOutput());
        }
    }
}

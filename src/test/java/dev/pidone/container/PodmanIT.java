package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * pidone as the init of Podman ({@code podman run --init --init-path=FILE}), and in pods ({@code podman kube play}).
 */
class PodmanIT {
    private static final String LEAVES_ORPHANS = """
            sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do (true &); done'
            while grep -q '^State:.Z' /proc/[0-9]*/status 2>/dev/null; do sleep 0.01; done
            tr '\\0' ' ' </proc/1/cmdline
            echo no zombie
            while :; do sleep 0.1; done
            """;

    private static Podman podman;

    @BeforeAll
    static void start() throws IOException {
        podman = new Podman();
    }

    @AfterAll
    static void end() throws IOException {
        if (podman != null) {
            podman.close();
        }
    }

    private static Podman.Ended underInit(String script, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("run", "--rm", "--network", "host", "--init", "--init-path=" + Product.PIDONE));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(Podman.IMAGE, "sh", "-c", script));
        return podman.call(arguments.toArray(String[]::new));
    }

    @Test
    void theFileIsTheFirstProcess() throws IOException {
        assertEquals(new Podman.Ended(0, "1\n"),
                underInit("cmp /proc/1/exe /file && echo $PPID", "--volume", Product.PIDONE + ":/file:ro"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 125, 126, 127, 255})
    void theExitStatusIsTheCommands(int status) throws IOException {
        assertEquals(new Podman.Ended(status, ""), underInit("exit " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 11, 15, 37, 64})
    void aSignalReachesTheCommand(int signal) throws IOException {
        assertEquals(new Podman.Ended(42, ""),
                underInit("trap 'exit 42' " + signal + "; kill -" + signal + " 1; while :; do sleep 0.01; done"));
    }

    @Test
    void orphansAreReaped() throws IOException {
        // Nobody is left but pidone and the shell, which looks without starting anybody.
        String leavesOrphans = """
                for i in 1 2 3 4 5 6 7 8 9 10; do (true &); done
                while set -- /proc/[0-9]*; [ $# -gt 2 ]; do sleep 0.01; done
                echo "$@"
                """;
        Podman.Ended ended = underInit(leavesOrphans);
        assertEquals(0, ended.status());
        assertEquals(2, ended.output().strip().split(" ").length, ended.output());
    }

    @Test
    void podmanStopEndsTheCommand() throws IOException {
        podman.run("run", "--detach", "--name", "stopped", "--network", "host", "--init",
                "--init-path=" + Product.PIDONE, Podman.IMAGE, "sh", "-c",
                "trap 'echo stops; exit 6' TERM; echo ready; while :; do sleep 0.1; done");
        podman.awaitLog("stopped", "ready");
        podman.run("stop", "--time", "3600", "stopped");
        assertEquals("6", podman.run("wait", "stopped").strip());
        assertEquals("ready\nstops\n", podman.log("stopped"));
        podman.run("rm", "stopped");
    }

    @Test
    void aPodIsStoppedInOrder() throws IOException {
        podman.play(manifest("web", false, "trap 'echo stops; exit 6' TERM; echo ready; while :; do sleep 0.1; done"));
        podman.awaitLog("web-server", "ready");
        podman.run("pod", "stop", "--time", "3600", "web");
        assertEquals("6", podman.run("wait", "web-server").strip());
        assertEquals("ready\nstops\n", podman.log("web-server"));
        podman.run("pod", "rm", "web");
    }

    /** With one PID namespace for the pod its infrastructure container, pidone in the mode pause, is PID 1 of all. */
    @Test
    void thePausingPidoneReapsTheOrphansOfAPod() throws IOException {
        podman.play(manifest("shared", true, LEAVES_ORPHANS));
        assertOrphansAreReapedBy("/pidone --pid1mode=pause", "shared");
    }

    @Test
    void soItDoesInPlaceOfCatatonit() throws IOException {
        podman.playInPlaceOfCatatonit(manifest("made", true, LEAVES_ORPHANS));
        assertOrphansAreReapedBy("/catatonit -P", "made");
    }

    private static void assertOrphansAreReapedBy(String first, String pod) throws IOException {
        String container = pod + "-server";
        podman.awaitLog(container, "no zombie");
        assertTrue(podman.log(container).startsWith(first), podman.log(container));
        podman.run("pod", "stop", "--time", "3600", pod);
        podman.run("pod", "rm", pod);
    }

    private static String manifest(String name, boolean sharesProcesses, String script) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                spec:
                  hostNetwork: true
                  shareProcessNamespace: %s
                  restartPolicy: Never
                  containers:
                    - name: server
                      image: %s:latest
                      imagePullPolicy: Never
                      args:
                        - sh
                        - -c
                        - |
                %s
                """.formatted(name, sharesProcesses, Podman.PIDONE_IMAGE, script.strip().indent(10));
    }
}

package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pidone.support.EndLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers that share the PID namespace of others, so that pidone is not PID 1. */
@NeedsEngine
class ForeignPidNamespaceIT {
    private static final String WAITS = "while :; do sleep 1000 & wait; done";

    private static TestContainer inPidNamespace(String namespace, TestContainer container) {
        return asNobody(container).withHost(host -> host.withPidMode(namespace));
    }

    /** One user for all: a signal to a neighbour must not fail for want of permission. */
    private static TestContainer asNobody(TestContainer container) {
        return container.withCreateContainerCmdModifier(create -> create.withUser("65534:65534"));
    }

    @Test
    void orphansAreAdoptedInThePidNamespaceOfTheHost() throws Exception {
        String leavesAnOrphan = """
                pidone=$PPID
                (sh -c 'until [ $(ps -o ppid= -p $$) -eq '$pidone' ]; do sleep 0.05; done; echo adopted' &)
                until [ $(ps -e -o ppid=,pid= | grep -c "^ *$pidone ") -eq 1 ]; do sleep 0.05; done
                echo reaped
                exec sleep 1000
                """;
        try (TestContainer container = inPidNamespace("host", TestContainer.pidone("sh", "-c", leavesAnOrphan))
                .started()) {
            container.awaitOutput("adopted");
            container.awaitOutput("reaped");
            container.dockerStop();
            assertEquals(143, container.exitStatus());
        }
    }

    @Test
    void everyDescendantIsStoppedAndWaitedForButNoNeighbour() throws Exception {
        String neighbours = "trap 'echo neighbour stops' TERM; trap 'echo neighbour lives' USR1; echo ready; " + WAITS;
        try (TestContainer neighbour = asNobody(TestContainer.pidone("sh", "-c", neighbours)).started();
                TestContainer container = inPidNamespace("container:" + neighbour.getContainerId(), TestContainer
                        .pidoneWith("--pid1mode=wait-all-children", "sh", "-c", Scripts.leavesAServer("server stops")))
                        .started()) {
            neighbour.awaitOutput("ready");
            container.awaitOutput("the command has ended");
            container.dockerStop();
            assertEquals(5, container.exitStatus());
            assertEquals("the command has ended\nserver stops\n", EndLine.without(container.completeOutput()));
            neighbour.dockerKill("USR1");
            neighbour.awaitOutput("neighbour lives");
            assertFalse(neighbour.getLogs().contains("neighbour stops"), neighbour.getLogs());
        }
    }

    @Test
    void inTheModePausePidoneReapsTheOrphansOfAPod() throws Exception {
        String leavesOrphans = "for i in 1 2 3 4 5 6 7 8 9 10; do (true &); done; echo ready; exec sleep 1000";
        List<String> noInit = List.of("sh", "-c", leavesOrphans);
        try (TestContainer pause = TestContainer.pidoneWith("--pid1mode=pause").started();
                TestContainer member = inPidNamespace("container:" + pause.getContainerId(),
                        TestContainer.of(Engine.BASE_IMAGE, noInit)).started()) {
            member.awaitOutput("ready");
            pause.awaitChildren(0);
            pause.dockerStop();
            assertEquals(0, pause.exitStatus());
        }
    }
}

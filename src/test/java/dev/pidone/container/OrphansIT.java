package dev.pidone.container;

import com.github.dockerjava.api.model.HealthCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that are left behind in a container by those that came from outside. */
@NeedsEngine
class OrphansIT {
    private static final int ORPHANS = 500;
    private static final int ORPHANS_AT_ONCE = 10;
    private static final String LEAVES_ORPHANS = "for i in 1 2 3 4 5 6 7 8 9 10; do (true &); done";
    private static final String[] KEEPS_RUNNING = {"sleep", "1000"};

    @ParameterizedTest
    @EnumSource(names = {"PIDONE", "DOCKER_INIT"})
    void thoseOfDockerExecLeaveNoZombies(Init init) throws Exception {
        try (TestContainer container = init.runs(KEEPS_RUNNING).started()) {
            leaveOrphans(container);
            container.awaitChildren(1);
        }
    }

    /** Shows that the orphans are real: without an init they stay. */
    @Test
    void thoseOfDockerExecStayWhereNoInitIs() throws Exception {
        List<String> noInit = List.of("sleep", "1000");
        try (TestContainer container = TestContainer.of(Engine.BASE_IMAGE, noInit).started()) {
            leaveOrphans(container);
            container.awaitChildren(ORPHANS);
        }
    }

    @Test
    void thoseOfAHealthCheckLeaveNoZombies() throws Exception {
        int checks = ORPHANS / ORPHANS_AT_ONCE;
        String healthCheck = LEAVES_ORPHANS + "; echo x >>/tmp/checks; [ $(wc -l </tmp/checks) -lt " + checks
                + " ] || echo enough >/proc/1/fd/1";
        try (TestContainer container = TestContainer.pidone(KEEPS_RUNNING)) {
            container.withCreateContainerCmdModifier(create -> create.withHealthcheck(
                    new HealthCheck().withTest(List.of("CMD-SHELL", healthCheck)).withInterval(1_000_000L)));
            container.start();
            container.awaitOutput("enough");
            container.awaitChildren(1);
        }
    }

    private static void leaveOrphans(TestContainer container) {
        for (int left = 0; left < ORPHANS; left += ORPHANS_AT_ONCE) {
            container.dockerExec("sh", "-c", LEAVES_ORPHANS);
        }
    }
}

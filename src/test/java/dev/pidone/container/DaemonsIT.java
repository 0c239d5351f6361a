package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.EndLine;
import org.junit.jupiter.api.Test;

/** The mode {@code wait-all-children}, with daemons that leave the command that started them. */
@NeedsEngine
class DaemonsIT {
    private static TestContainer script(String script, int exitStatus) {
        return TestContainer.pidoneWith("--pid1mode=wait-all-children", "bash", "-c",
                script + "echo the command ends\nexit " + exitStatus);
    }

    private static void awaitEndOfCommand(TestContainer container) throws Exception {
        container.awaitOutput("the command ends");
        container.awaitTrue("! pgrep -x bash >/dev/null");
    }

    @Test
    void nginxIsWaitedForAndStopped() throws Exception {
        String script = """
                echo "error_log /dev/stderr notice; pid /run/nginx.pid; daemon on;
                      events {} http { access_log off; server { listen 127.0.0.1:8080; return 200; } }" >/tmp/nginx.conf
                nginx -c /tmp/nginx.conf
                """;
        try (TestContainer container = script(script, 4).started()) {
            container.awaitOutput("start worker processes");
            awaitEndOfCommand(container);
            assertTrue(container.isRunning());
            container.dockerStop();
            assertEquals(4, container.exitStatus());
            String output = container.completeOutput();
            assertTrue(output.contains("signal 15 (SIGTERM) received from 1, exiting"), output);
            assertTrue(EndLine.without(output).strip().endsWith("exit"), output);
        }
    }

    @Test
    void postgresqlIsWaitedForAndShutDownCleanly() throws Exception {
        String script = """
                PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
                initdb --pgdata /tmp/data --no-sync >/dev/null
                pg_ctl --pgdata /tmp/data --log /tmp/log --wait --options "-k /tmp -h ''" start >/dev/null
                """;
        try (TestContainer container = script(script, 6)
                .withCreateContainerCmdModifier(create -> create.withUser("postgres")).started()) {
            awaitEndOfCommand(container);
            assertEquals("1\n", container.dockerExec("psql", "-h", "/tmp", "-t", "-A", "-c", "select 1", "postgres"));
            container.dockerStop();
            assertEquals(6, container.exitStatus());
            String log = container.copyFileFromContainer("/tmp/log", file -> new String(file.readAllBytes()));
            assertTrue(log.strip().endsWith("database system is shut down"), log);
        }
    }

    @Test
    void theServerThatABuildLeavesBehindIsWaitedForAndStopped() throws Exception {
        String script = """
                sh -c 'trap "sleep 0.5; echo server has cleaned up; exit" TERM; echo server is ready
                       while :; do sleep 1000 & wait; done' &
                setsid sh -c 'trap "sleep 0.5; echo daemon has cleaned up; exit" TERM; echo daemon is ready
                              while :; do sleep 1000 & wait; done' &
                """;
        try (TestContainer container = script(script, 3).started()) {
            container.awaitOutput("server is ready");
            container.awaitOutput("daemon is ready");
            awaitEndOfCommand(container);
            assertTrue(container.isRunning());
            container.dockerStop();
            assertEquals(3, container.exitStatus());
            String output = container.completeOutput();
            assertTrue(output.contains("server has cleaned up"), output);
            assertTrue(output.contains("daemon has cleaned up"), output);
        }
    }
}

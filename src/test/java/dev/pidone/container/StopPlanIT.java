package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stop plans as docs/stopping.md gives them, with the programs that they are for. */
@NeedsEngine
class StopPlanIT {
    private static final int KILLED = 128 + 9;
    private static final int KILLED_BY_TERM = 128 + 15;

    private static TestContainer pidone(List<String> options, String... command) {
        List<String> entrypoint = new ArrayList<>(List.of("/pidone"));
        entrypoint.addAll(options);
        entrypoint.add("--");
        return TestContainer.of(Engine.PIDONE_IMAGE, entrypoint, command);
    }

    /** The file comes slowly: about two seconds from the first byte to the last. */
    @Test
    void nginxAnswersAllRequestsThatAreInFlightAndThoseThatComeWhileItDrains() throws Exception {
        String script = """
                echo "error_log /dev/stderr notice; pid /run/nginx.pid; daemon off; user root;
                      events {} http { access_log off; server { listen 127.0.0.1:8080; root /tmp; limit_rate 50k; } }" \\
                      >/tmp/nginx.conf
                head -c 100000 /dev/zero >/tmp/file
                exec nginx -c /tmp/nginx.conf
                """;
        String client = """
                use IO::Socket::INET;
                my $server = IO::Socket::INET->new("127.0.0.1:8080") or die;
                print $server "GET /file HTTP/1.0\\r\\n\\r\\n";
                my $count = 0;
                while ((my $read = sysread($server, my $data, 65536)) > 0) {
                    $count += $read;
                    if ($ARGV[0] ne "") { open(my $begun, ">", $ARGV[0]); $ARGV[0] = "" }
                }
                open(my $result, ">>", "/tmp/answers");
                syswrite($result, $count > 100000 ? "whole\\n" : "broken\\n");
                """;
        // Who asks is in the container as well: it must not be ended with it.
        List<String> options = List.of("--pid1mode=wait-all-children", "--stop=wait:1h,QUIT@command:1h,KILL@all");
        try (TestContainer container = pidone(options, "sh", "-c", script).started()) {
            container.awaitOutput("start worker processes");
            String inBackground = "for i in 1 2 3; do setsid perl -e '" + client
                    + "' /tmp/begun$i >/dev/null 2>&1 & done";
            container.dockerExec("sh", "-c", inBackground + "; exit 0");
            container.awaitTrue("[ -e /tmp/begun1 ] && [ -e /tmp/begun2 ] && [ -e /tmp/begun3 ]");
            container.dockerKill("TERM");
            container.dockerExec("setsid", "sh", "-c", "perl -e '" + client + "' /tmp/late >/dev/null 2>&1 & exit 0");
            container.awaitTrue("[ -e /tmp/late ]");
            container.dockerKill("TERM");
            assertEquals(0, container.exitStatus());
            String answers = container.copyFileFromContainer("/tmp/answers", file -> new String(file.readAllBytes()));
            assertEquals("whole\n".repeat(4), answers);
            assertTrue(container.completeOutput().contains("signal 3 (SIGQUIT) received from 1, shutting down"));
        }
    }

    /** PostgreSQL waits for its clients after TERM: one stays connected. */
    @ParameterizedTest
    @ValueSource(strings = {"INT:1h,KILL@all", "TERM:1s,QUIT:1h,KILL@all"})
    void postgresqlIsShutDownAtOnceAlthoughAClientStays(String plan) throws Exception {
        String script = """
                PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
                mkdir -p /tmp/data
                chown postgres /tmp/data
                /pidone --pid1mode=exec --user=postgres initdb --pgdata /tmp/data --no-sync >/dev/null
                exec /pidone --pid1mode=exec --user=postgres postgres -D /tmp/data -k /tmp -h ''
                """;
        try (TestContainer container = pidone(List.of("--stop=" + plan), "sh", "-c", script).started()) {
            container.awaitOutput("database system is ready to accept connections");
            container.dockerExec("setsid", "sh", "-c",
                    "gosu postgres psql -h /tmp -c 'select 4711, pg_sleep(3600)' postgres >/dev/null 2>&1 & exit 0");
            container.awaitTrue("gosu postgres psql -h /tmp -A -t postgres"
                    + " -c \"select count(*) from pg_stat_activity where query like 'select 4711%'\" | grep -q 1");
            container.dockerStop();
            String output = container.completeOutput();
            if (plan.startsWith("INT")) {
                assertTrue(output.contains("received fast shutdown request"), output);
                assertTrue(output.strip().endsWith("database system is shut down"), output);
            } else {
                assertTrue(output.contains("received smart shutdown request"), output);
                assertTrue(output.contains("received immediate shutdown request"), output);
            }
            assertFalse(output.contains("killing"), output);
        }
    }

    @Test
    void aJavaServiceThatHangsInAShutdownHookSaysWhereAndIsKilled() throws Exception {
        String service = """
                public class Service {
                    public static void main(String[] args) throws Exception {
                        Thread hook = new Thread(() -> {
                            System.out.println("hook begins");
                            try {
                                Thread.sleep(Long.MAX_VALUE);
                            } catch (InterruptedException e) {
                                System.out.println("interrupted");
                            }
                        }, "the-hook-that-hangs");
                        Runtime.getRuntime().addShutdownHook(hook);
                        System.out.println("service is ready");
                        Thread.sleep(Long.MAX_VALUE);
                    }
                }
                """;
        String script = "cat >/tmp/Service.java <<'END'\n" + service + "END\nexec /jdk/bin/java /tmp/Service.java\n";
        Bind jdk = new Bind(System.getProperty("java.home"), new Volume("/jdk"), AccessMode.ro);
        try (TestContainer container = pidone(List.of("--stop=forward:2s,QUIT:3s,KILL@all"), "sh", "-c", script)
                .withHost(host -> host.withBinds(jdk)).started()) {
            container.awaitOutput("service is ready");
            container.dockerStop();
            assertEquals(KILLED, container.exitStatus());
            String output = container.completeOutput();
            assertTrue(output.contains("Full thread dump") && output.contains("\"the-hook-that-hangs\""), output);
            assertTrue(output.contains("the time to stop is over, killing pid="), output);
        }
    }

    @Test
    void aShellEndsBeforeItsWorkers() throws Exception {
        String script = """
                worker() { trap 'echo worker ends; exit' TERM; echo worker is ready; while :; do sleep 0.05; done; }
                worker & worker &
                trap 'echo shell ends; exit 3' TERM
                while :; do sleep 0.05; done
                """;
        List<String> options = List.of("--pid1mode=wait-all-children", "--stop=TERM@command:1s,TERM@all:1h,KILL@all");
        try (TestContainer container = pidone(options, "bash", "-c", script).started()) {
            container.awaitTrue("[ $(pgrep -xc bash) -ge 3 ]");
            container.awaitOutput("worker is ready");
            container.dockerStop();
            assertEquals(3, container.exitStatus());
            List<String> ends = container.completeOutput().lines().filter(line -> line.endsWith(" ends")).toList();
            assertEquals(List.of("shell ends", "worker ends", "worker ends"), ends);
        }
    }

    @Test
    void theEngineKillsWhereItsPatienceIsShorterThanThePlan() throws Exception {
        try (TestContainer container = pidone(List.of("--stop=wait:1h,KILL@all"), "sh", "-c",
                "trap 'echo told' TERM; echo ready; while :; do sleep 0.05; done").started()) {
            container.awaitOutput("ready");
            container.dockerStop(1);
            assertEquals(KILLED, container.exitStatus());
            assertEquals("ready\n", container.completeOutput());
        }
    }

    @Test
    void anEndThatWasAskedForIsASuccessForTheEngine() throws Exception {
        try (TestContainer container = pidone(List.of("--success-on-stop"), "sh", "-c", "echo ready; exec sleep 1000")
                .started()) {
            container.awaitOutput("ready");
            container.dockerStop();
            assertEquals(0, container.exitStatus());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"www-data", "postgres", "postgres:daemon", "33", "4711", "33:0", "0", "nobody:4711"})
    void theUserIsWhatGosuMakesOfIt(String user) throws Exception {
        String who = "id; grep -E 'Uid|Gid|Groups|Cap' /proc/self/status; echo \"HOME=$HOME\"";
        String byGosu = outputOf(TestContainer.of(Engine.PIDONE_IMAGE, List.of("gosu", user), "sh", "-c", who));
        assertTrue(byGosu.contains("HOME="), byGosu);
        assertEquals(byGosu, outputOf(pidone(List.of("--user=" + user), "sh", "-c", who)));
        assertEquals(byGosu, outputOf(pidone(List.of("--pid1mode=exec", "--user=" + user), "sh", "-c", who)));
    }

    private static String outputOf(TestContainer container) throws Exception {
        try (container) {
            container.start();
            return container.completeOutput();
        }
    }

    @Test
    void signalsReachAnotherUser() throws Exception {
        try (TestContainer container = pidone(List.of("--user=www-data"), "sh", "-c", "echo ready; exec sleep 1000")
                .started()) {
            container.awaitOutput("ready");
            container.dockerStop();
            assertEquals(KILLED_BY_TERM, container.exitStatus());
        }
    }

    @Test
    void whoIsThatUserAlreadyNeedsNoPrivileges() throws Exception {
        try (TestContainer container = pidone(List.of("--user=www-data"), "sh", "-c", "id -un; id -Gn")
                .withCreateContainerCmdModifier(create -> create.withUser("www-data"))
                .withHost(host -> host.withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges")))
                .started()) {
            assertEquals("www-data\nwww-data\n", container.completeOutput());
        }
    }
}

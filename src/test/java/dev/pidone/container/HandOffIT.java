package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.model.Capability;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.images.builder.Transferable;

/** The mode {@code exec}: the command is an init itself and takes pidone's place. */
@NeedsEngine
class HandOffIT {
    @Test
    void theCommandIsTheFirstProcessAndTheOnlyOne() throws Exception {
        try (TestContainer container = TestContainer
                .pidoneWith("--pid1mode=exec", "sh", "-c", "echo $$; ls -d /proc/[0-9]*").started()) {
            assertEquals(0, container.exitStatus());
            assertEquals("1\n/proc/1\n", container.completeOutput().replaceFirst("/proc/(?!1\n)\\d+\n", ""));
        }
    }

    @Test
    void supervisordIsTheFirstProcess() throws Exception {
        String configuration = """
                [supervisord]
                nodaemon=true
                user=root
                logfile=/dev/null
                logfile_maxbytes=0

                [program:worker]
                command=sh -c "trap 'echo worker stops; exit 0' TERM; echo worker runs; while :; do sleep 1000 & wait; done"
                stdout_logfile=/proc/1/fd/1
                stdout_logfile_maxbytes=0
                """;
        try (TestContainer container = TestContainer
                .pidoneWith("--pid1mode=exec", "supervisord", "-c", "/etc/supervisord.conf")
                .withCopyToContainer(Transferable.of(configuration), "/etc/supervisord.conf").started()) {
            container.awaitOutput("worker runs");
            assertEquals("supervisord", container.dockerExec("cat", "/proc/1/comm").strip());
            container.dockerStop();
            assertEquals(0, container.exitStatus());
            container.awaitOutput("worker stops");
        }
    }

    @Test
    void systemdIsTheFirstProcess() throws Exception {
        String unit = """
                [Service]
                ExecStart=/bin/sh -c 'echo $$PPID >/run/parent; exec sleep infinity'
                ExecStop=/bin/sh -c 'echo stopped in order >/var/tmp/stopped'
                """;
        try (TestContainer container = TestContainer.pidoneWith("--pid1mode=exec", "/sbin/init")
                .withCopyToContainer(Transferable.of(unit), "/etc/systemd/system/sleeper.service")
                .withTmpFs(Map.of("/run", "rw", "/run/lock", "rw", "/tmp", "rw"))
                .withHost(host -> host.withCapAdd(Capability.SYS_ADMIN, Capability.NET_ADMIN)
                        .withSecurityOpts(List.of("seccomp=unconfined")).withCgroupnsMode("private"))
                .withCreateContainerCmdModifier(create -> create.withStopSignal("SIGRTMIN+3")).started()) {
            container.awaitTrue("[ -S /run/systemd/private ]");
            assertEquals("running", container.dockerExec("systemctl", "is-system-running", "--wait").strip());
            assertEquals("systemd", container.dockerExec("cat", "/proc/1/comm").strip());
            container.dockerExec("systemctl", "start", "sleeper");
            assertEquals("active\nactive\n", container.dockerExec("systemctl", "is-active", "sleeper", "nginx"));
            assertEquals("1", container.dockerExec("cat", "/run/parent").strip());
            container.dockerStop();
            assertEquals(0, container.exitStatus());
            assertEquals("stopped in order\n",
                    container.copyFileFromContainer("/var/tmp/stopped", input -> new String(input.readAllBytes())));
        }
    }
}

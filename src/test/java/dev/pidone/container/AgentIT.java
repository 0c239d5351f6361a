package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import dev.pidone.agent.Jvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs in Java that are PID 1 of a container, each with the agent and no init. The machine's Java is lent to them.
 */
@NeedsEngine
class AgentIT {
    private static final String APPLICATIONS = "dev.pidone.agent.application.";
    private static final String ZOMBIES = "ps --ppid 1 -o stat= | grep -c Z";
    private static final int TERMINATED = 128 + 15;

    private static Stream<Jvm> jvms() {
        return Jvm.all();
    }

    /** The image stays as it is: everything comes by the environment and from outside. */
    private static TestContainer container(Jvm jvm, String agentOptions, String... command) {
        List<Bind> binds = new ArrayList<>();
        lend(binds, jvm.home().toString());
        lend(binds, "/etc/java-" + jvm.version() + "-openjdk");
        lend(binds, Path.of("target/test-classes").toAbsolutePath().toString());
        lend(binds, Path.of("target/pidone.jar").toAbsolutePath().toString());
        libraries().forEach(library -> binds.add(new Bind(library, new Volume(lent(library)), AccessMode.ro)));
        return TestContainer
                .of(Engine.BASE_IMAGE, List.of(command[0]),
                        List.of(command).subList(1, command.length).toArray(String[]::new))
                .withHost(host -> host.withBinds(binds))
                .withEnv("JAVA_TOOL_OPTIONS", "-javaagent:" + Path.of("target/pidone.jar").toAbsolutePath()
                        + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
    }

    private static void lend(List<Bind> binds, String path) {
        if (Files.exists(Path.of(path))) {
            binds.add(new Bind(path, new Volume(path), AccessMode.ro));
        }
    }

    /** What of the tests' own libraries is meant for the applications. */
    private static Stream<String> libraries() {
        return Stream.of("java.class.path", "jdk.module.path", "surefire.test.class.path").map(System::getProperty)
                .filter(path -> path != null).flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(path -> path.matches(".*/(jetty|slf4j-api|tomcat|ant)[^/]*\\.jar")).distinct();
    }

    /** Where any user may read it. */
    private static String lent(String library) {
        return "/libraries/" + Path.of(library).getFileName();
    }

    private static String[] java(Jvm jvm, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(jvm.home().resolve("bin/java").toString(), "-cp",
                Path.of("target/test-classes").toAbsolutePath() + ":"
                        + String.join(":", libraries().map(AgentIT::lent).toList()),
                main));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aBuildAgentRunsStepsThatLeaveDaemons(Jvm jvm) throws Exception {
        String step = "<exec executable='sh' failonerror='true'><arg value='-c'/><arg value='%s'/></exec>";
        String build = "<project default='build'><target name='build'>" + step.formatted("(sleep 0.1 &amp;)").repeat(5)
                + step.formatted("setsid sh -c &quot;sleep 0.3; exit 3&quot; &amp; exit 0")
                + step.formatted("sleep 0.5; until [ $(" + ZOMBIES + ") = 0 ]; do sleep 0.05; done; echo no zombies")
                + "<exec executable='sh' resultproperty='status'><arg value='-c'/><arg value='exit 7'/></exec>"
                + "<echo>the last step ended with ${status}</echo></target></project>";
        Path file = Files.writeString(Path.of("target/agent-build.xml"), build).toAbsolutePath();
        try (TestContainer container = container(jvm, "", java(jvm, "org.apache.tools.ant.Main", "-f", "/build.xml"))
                .withCreateContainerCmdModifier(create -> {
                    List<Bind> binds = new ArrayList<>(List.of(create.getHostConfig().getBinds()));
                    binds.add(new Bind(file.toString(), new Volume("/build.xml"), AccessMode.ro));
                    create.getHostConfig().withBinds(binds);
                }).started()) {
            assertEquals(0, container.exitStatus(), container::completeOutput);
            String output = container.completeOutput();
            assertTrue(output.contains("no zombies") && output.contains("the last step ended with 7"), output);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aServiceSurvivesProbesThatLeaveChildren(Jvm jvm) {
        try (TestContainer container = container(jvm, "", java(jvm, APPLICATIONS + "JettyService"))
                .withHost(host -> host.withReadonlyRootfs(true).withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges")))
                .withCreateContainerCmdModifier(create -> create.withUser("65534:65534")).started()) {
            container.awaitOutput("Jetty is ready");
            for (int i = 0; i < 5; i++) {
                container.dockerExec("sh", "-c", "(sleep 0.1 &)");
            }
            container.awaitTrue("[ $(" + ZOMBIES + ") = 0 ] && ! pgrep sleep >/dev/null");
            container.dockerStop();
            assertEquals(TERMINATED, container.exitStatus());
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aChildFromBeforeTheJvmIsReaped(Jvm jvm) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "sleep 1 & exec \"$@\"", "sh"));
        command.addAll(List.of(java(jvm, APPLICATIONS + "JettyService")));
        try (TestContainer container = container(jvm, "warn-on-reap", command.toArray(String[]::new)).started()) {
            container.awaitOutput("WARN: reaped process");
            assertEquals("0\n", container.dockerExec("sh", "-c", ZOMBIES + "; true"));
            Path jcmd = jvm.home().resolve("bin/jcmd");
            if (Files.exists(jcmd)) {
                String version = container.dockerExec("env", "-u", "JAVA_TOOL_OPTIONS", jcmd.toString(), "1",
                        "VM.version");
                assertTrue(version.contains("JDK " + jvm.version()), version);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void theHookThatHoldsUpTomcatIsNamed(Jvm jvm) throws Exception {
        try (TestContainer container = container(jvm, "explain-shutdown=1s", java(jvm, APPLICATIONS + "TomcatService"))
                .started()) {
            container.awaitOutput("Tomcat is ready");
            container.dockerKill("TERM");
            container.awaitOutput("this hook runs: \"drain-connections\"");
            container.awaitOutput("TomcatService.drain");
            assertTrue(container.isRunning());
            container.dockerKill("KILL");
            container.exitStatus();
        }
    }
}

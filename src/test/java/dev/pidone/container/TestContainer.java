package dev.pidone.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container whose first process is under test. */
final class TestContainer extends GenericContainer<TestContainer> {
    /** For what a busy machine does at last. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Output output = new Output();

    private TestContainer(String image, List<String> entrypoint, String... command) {
        super(DockerImageName.parse(image));
        withImagePullPolicy(name -> false);
        if (!entrypoint.isEmpty()) {
            withCreateContainerCmdModifier(create -> create.withEntrypoint(entrypoint));
        }
        withCommand(command);
        withStartupCheckStrategy(new NoCheck());
        withLogConsumer(output);
    }

    /** A command under pidone as the image has it. */
    static TestContainer pidone(String... command) {
        return of(Engine.PIDONE_IMAGE, List.of(), command);
    }

    /** A command under pidone with an option. */
    static TestContainer pidoneWith(String option, String... command) {
        return of(Engine.PIDONE_IMAGE, List.of("/opt/pidone/bin/pidone", option, "--"), command);
    }

    /** A command under tini. */
    static TestContainer tini(String... command) {
        return of(Engine.PIDONE_IMAGE, List.of("tini", "--"), command);
    }

    /** @param entrypoint the first words of the command line; none for those that the image has */
    static TestContainer of(String image, List<String> entrypoint, String... command) {
        Engine.prepareImages();
        return new TestContainer(image, entrypoint, command);
    }

    /** With settings of the host's side, such as limits and capabilities. */
    TestContainer withHost(Consumer<HostConfig> settings) {
        return withCreateContainerCmdModifier(create -> settings.accept(create.getHostConfig()));
    }

    TestContainer started() {
        start();
        return this;
    }

    void awaitOutput(String expected) throws InterruptedException {
        output.await(expected, LIMIT);
    }

    /** Waits for the end; returns all that was written, by pidone also. */
    String completeOutput() throws InterruptedException {
        return output.complete(LIMIT);
    }

    /** Waits for the end; returns the exit status. */
    int exitStatus() {
        return getDockerClient().waitContainerCmd(getContainerId()).exec(new WaitContainerResultCallback())
                .awaitStatusCode(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** {@code docker stop}: sends the stop signal, and SIGKILL where that does not help. Returns how long it took. */
    Duration dockerStop() {
        long start = System.nanoTime();
        getDockerClient().stopContainerCmd(getContainerId()).withTimeout((int) LIMIT.toSeconds()).exec();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** {@code docker kill}. */
    void dockerKill(String signal) {
        getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
    }

    /** {@code docker exec} of a command that succeeds; returns what it wrote. */
    String dockerExec(String... command) throws IOException, InterruptedException {
        ExecResult result = execInContainer(command);
        Assertions.assertEquals(0, result.getExitCode(), () -> String.join(" ", command) + " failed: " + result);
        return result.getStdout();
    }

    /** Waits until a condition of the shell holds in the container. */
    void awaitTrue(String condition) throws IOException, InterruptedException {
        dockerExec("timeout", Long.toString(LIMIT.toSeconds()), "sh", "-c",
                "until " + condition + "; do sleep 0.05; done");
    }

    /** Waits until PID 1 has no child, running or zombie, but those that are expected. */
    void awaitChildren(int expected) throws IOException, InterruptedException {
        awaitTrue("[ $(ps --ppid 1 -o pid= | wc -l) -eq " + expected + " ]");
    }

    /** A container may have done its work before anyone could see it run. */
    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public boolean waitUntilStartupSuccessful(DockerClient client, String id) {
            return true;
        }

        @Override
        public StartupStatus checkStartupState(DockerClient client, String id) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}

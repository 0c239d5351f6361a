package dev.pidone.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.HostConfig;
import dev.pidone.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container whose first process is under test. */
public final class TestContainer extends GenericContainer<TestContainer> {
    /** After so many seconds the engine kills a container that it was asked to stop: no test waits for that. */
    private static final int NEVER = 3600;
    private static final int STATE_COLUMN = 1;
    private static final int CPU_COLUMN = 2;

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
        return of(Engine.PIDONE_IMAGE, List.of("/pidone", option, "--"), command);
    }

    /** A command under the init of the engine: {@code docker run --init}. */
    static TestContainer dockerInit(String... command) {
        // The image has no entry point.
        return of(Engine.BASE_IMAGE, List.of(), command).withHost(host -> host.withInit(true));
    }

    /** A command under tini. */
    static TestContainer tini(String... command) {
        return of(Engine.PIDONE_IMAGE, List.of("tini", "--"), command);
    }

    /** @param entrypoint the first words of the command line; none for those that the image has */
    public static TestContainer of(String image, List<String> entrypoint, String... command) {
        Engine.prepareImages();
        return new TestContainer(image, entrypoint, command);
    }

    /** With settings of the host's side, such as limits and capabilities. */
    public TestContainer withHost(Consumer<HostConfig> settings) {
        return withCreateContainerCmdModifier(create -> settings.accept(create.getHostConfig()));
    }

    public TestContainer started() {
        start();
        return this;
    }

    void awaitOutput(String expected) {
        Await.until(() -> output.contains(expected) || output.isComplete(), this::look,
                () -> "no \"" + expected + "\" but:\n" + output.text());
        Assertions.assertTrue(output.contains(expected),
                () -> "the container ended without \"" + expected + "\" but with:\n" + output.text());
    }

    /** Waits for the end; returns all that was written, by pidone also. */
    public String completeOutput() {
        Await.until(output::isComplete, this::look, () -> "the output does not end:\n" + output.text());
        return output.text();
    }

    /** Waits for the end; returns the exit status. */
    public int exitStatus() {
        AtomicInteger status = new AtomicInteger();
        Await.done(() -> status.set(getDockerClient().waitContainerCmd(getContainerId())
                .exec(new WaitContainerResultCallback()).awaitStatusCode()), this::look, this::describe);
        return status.get();
    }

    /** {@code docker stop}: sends the stop signal, and waits for the end. Returns what the container did meanwhile. */
    Await.Spent dockerStop() {
        return Await.done(() -> getDockerClient().stopContainerCmd(getContainerId()).withTimeout(NEVER).exec(),
                this::look, this::describe);
    }

    /** {@code docker stop -t}: as {@link #dockerStop()}, but the engine sends KILL after so long. */
    void dockerStop(int seconds) {
        Await.done(() -> getDockerClient().stopContainerCmd(getContainerId()).withTimeout(seconds).exec(), this::look,
                this::describe);
    }

    /** {@code docker kill}. */
    void dockerKill(String signal) {
        getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
    }

    /** {@code docker exec} of a command that succeeds; returns what it wrote. */
    public String dockerExec(String... command) {
        ExecResult result = execute(command);
        Assertions.assertEquals(0, result.getExitCode(), () -> String.join(" ", command) + " failed: " + result);
        return result.getStdout();
    }

    private ExecResult execute(String... command) {
        AtomicReference<ExecResult> result = new AtomicReference<>();
        Await.done(() -> result.set(execInContainer(command)), this::look, this::describe);
        return result.get();
    }

    /** Waits until a condition of the shell holds in the container. */
    void awaitTrue(String condition) {
        Await.until(() -> execute("sh", "-c", condition).getExitCode() == 0, this::look,
                () -> "not so: " + condition + "; " + describe());
    }

    /** Waits until PID 1 has no child, running or zombie, but those that are expected. */
    void awaitChildren(int expected) {
        awaitTrue("[ $(ps --ppid 1 -o pid= | wc -l) -eq " + expected + " ]");
    }

    private String describe() {
        return "the container has written:\n" + output.text();
    }

    /** By {@code docker top}, which also shows that the engine itself does something. */
    private Await.Look look() {
        boolean asleep = true;
        long seconds = 0;
        try {
            String[][] threads = getDockerClient().topContainerCmd(getContainerId())
                    .withPsArgs("-eLo pid,stat,cputimes").exec().getProcesses();
            // Null where the last of them has just ended.
            for (String[] thread : threads == null ? new String[0][] : threads) {
                asleep = asleep && !thread[STATE_COLUMN].matches("[RD].*");
                seconds += Long.parseLong(thread[CPU_COLUMN]);
            }
        } catch (DockerException e) {
            // It has ended.
        }
        return new Await.Look(asleep, Duration.ofSeconds(seconds));
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

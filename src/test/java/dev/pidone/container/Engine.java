package dev.pidone.container;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** The Docker engine, and the images that the tests make there. */
final class Engine {
    /** Debian with the inits and daemons that pidone is tried with. */
    static final String BASE_IMAGE = "pidone-test-base";
    /** The base image with pidone. */
    static final String PIDONE_IMAGE = "pidone-test";
    /** Nothing but pidone, its libraries and a statically linked busybox. */
    static final String SCRATCH_IMAGE = "pidone-test-scratch";

    private static boolean prepared;

    static {
        // pidone's set-up of Logback lets everything through, which suits pidone but not the libraries of the tests.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }

    private Engine() {
    }

    static boolean answers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /**
     * Makes the images, however long downloads and the engine take, by the commands that the documentation gives, once
     * for all tests.
     */
    static synchronized void prepareImages() {
        if (prepared) {
            return;
        }
        run("", "docker/base-image", BASE_IMAGE);
        build("pidone", PIDONE_IMAGE);
        build("scratch", SCRATCH_IMAGE);
        String withBusybox = "FROM %s\nCOPY --from=%s /bin/busybox /busybox\n".formatted(SCRATCH_IMAGE, BASE_IMAGE);
        run(withBusybox, "docker", "build", "--quiet", "--tag", SCRATCH_IMAGE, "-");
        prepared = true;
    }

    private static void build(String target, String image) {
        run("", "docker", "build", "--quiet", "--file", "docker/Dockerfile", "--build-arg", "BASE=" + BASE_IMAGE,
                "--target", target, "--tag", image, "target/pidone");
    }

    private static void run(String input, String... command) {
        try {
            Path log = Files.createDirectories(Path.of("target/docker")).resolve("images.log");
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(Redirect.to(log.toFile())).start();
            try (OutputStream standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + Files.readString(log));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", command) + " failed", e);
        }
    }
}

package dev.pidone.container;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pidone.support.Starter;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** The Docker engine, and the images that the tests make there. */
public final class Engine {
    /** Debian with the inits and daemons that pidone is tried with. */
    public static final String BASE_IMAGE = "pidone-test-base";
    /** The base image with pidone. */
    public static final String PIDONE_IMAGE = "pidone-test";
    /** Nothing but pidone and a statically linked busybox. */
    static final String SCRATCH_IMAGE = "pidone-test-scratch";
    /** As little as Alpine: pidone, busybox as the shell, musl's dynamic loader and a command that needs it. */
    static final String MUSL_IMAGE = "pidone-test-musl";

    private static final Path FOLDER = Path.of("target/docker");

    private static boolean prepared;

    static {
        // pidone's set-up of Logback lets everything through, which suits pidone but not the libraries of the tests.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }

    private Engine() {
    }

    /** Skips the test where no engine answers; on a CI server, which is to have one, the test fails. */
    public static void require() {
        if (!answers()) {
            Tools.cannotTest("no Docker engine answers; docker/with-engine provides one");
        }
    }

    static boolean answers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** The program of {@code docker run --init}. */
    static String init() {
        return DockerClientFactory.instance().client().infoCmd().exec().getRawValues().get("InitBinary").toString();
    }

    /**
     * Makes the images, however long downloads and the engine take, by the commands that the documentation gives, once
     * for all tests.
     */
    public static synchronized void prepareImages() {
        if (prepared) {
            return;
        }
        run("", "docker/base-image", BASE_IMAGE);
        build(PIDONE_IMAGE, "--build-arg", "BASE=" + BASE_IMAGE);
        build(SCRATCH_IMAGE);
        String withBusybox = "FROM %s\nCOPY --from=%s /bin/busybox /busybox\n".formatted(SCRATCH_IMAGE, BASE_IMAGE);
        run(withBusybox, "docker", "build", "--quiet", "--tag", SCRATCH_IMAGE, "-");
        prepared = true;
    }

    private static void build(String image, String... options) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "tar -c -C docker Dockerfile -C ../target pidone | docker build \"$@\" -", "sh",
                        "--quiet", "--tag", image));
        command.addAll(List.of(options));
        run("", command.toArray(String[]::new));
    }

    /** Makes the image that needs a compiler for musl. */
    static synchronized void prepareMuslImage() {
        prepareImages();
        Tools.require("musl-gcc");
        String dockerfile = "FROM " + SCRATCH_IMAGE + "\nCOPY bin /bin\nCOPY lib /lib\nCOPY command /command\n";
        String makesImage = """
                rm -rf "$0"
                mkdir -p "$0/lib" "$0/bin"
                cat >"$0/Dockerfile"
                cp -L /lib/ld-musl-*.so.1 "$0/lib"
                ln -s /busybox "$0/bin/sh"
                musl-gcc -O -Wall -Werror -pthread -o "$0/command" src/test/c/musl_command.c
                docker build --quiet --tag "$1" "$0"
                """;
        run(dockerfile, "sh", "-e", "-c", makesImage, FOLDER.resolve("musl").toString(), MUSL_IMAGE);
    }

    private static void run(String input, String... command) {
        try {
            Path log = Files.createDirectories(FOLDER).resolve("images.log");
            Process process = Starter.tool(command).redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()))
                    .start();
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

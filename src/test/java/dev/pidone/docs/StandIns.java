package dev.pidone.docs;

import dev.pidone.container.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's images that pages build on. Where the engine has none of a name and there is no registry to get it from,
 * Debian with the programs of the tests takes its place as long as the test runs.
 */
final class StandIns implements AutoCloseable {
    private static final List<String> NAMES = List.of("debian:stable-slim", "nginx:stable", "eclipse-temurin:21-jre");

    private final List<String> made = new ArrayList<>();
    private final ReadersShell shell;

    StandIns(ReadersShell shell) {
        this.shell = shell;
    }

    void make() {
        Engine.prepareImages();
        for (String name : NAMES) {
            if (shell.run("docker image inspect " + name).status() != 0) {
                shell.succeed("docker tag " + Engine.BASE_IMAGE + " " + name);
                made.add(name);
            }
        }
        // As docs/containers.md makes it, but for its name.
        if (shell.run("docker image inspect pidone").status() != 0) {
            shell.succeed("docker tag " + Engine.PIDONE_IMAGE + " pidone");
            made.add("pidone");
        }
    }

    @Override
    public void close() {
        for (String name : made) {
            shell.run("docker image rm --force " + name);
        }
    }
}

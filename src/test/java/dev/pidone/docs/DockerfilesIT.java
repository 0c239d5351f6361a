package dev.pidone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.container.Engine;
import dev.pidone.namespace.PidNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Dockerfile in the documentation can be built, and the image has a pidone that runs. */
class DockerfilesIT {
    private static final String IMAGE = "pidone-test-docs";
    /** What Dockerfiles copy. The server is a program that needs nothing, as an image without a shell has it. */
    private static final String CONTEXT = "cp pidone/target/pidone pidone/target/pidone.jar context &&"
            + " cp pidone/target/pidone context/server";

    @TempDir
    private Path home;

    private static List<Block> dockerfiles() {
        return Page.all().stream().flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("dockerfile") && block.mark().is(Mark.Kind.NONE)).toList();
    }

    @Test
    void everyDockerfileIsBuilt() throws IOException {
        PidNamespace.require();
        Engine.require();
        assertTrue(!dockerfiles().isEmpty());
        try (ReadersShell shell = new ReadersShell(home); StandIns images = new StandIns(shell)) {
            images.make();
            shell.succeed("mkdir context && " + CONTEXT);
            for (Block block : dockerfiles()) {
                build(block, shell);
            }
            shell.succeed("docker image rm --force " + IMAGE);
        }
    }

    private static void build(Block block, ReadersShell shell) {
        boolean isWhole = block.text().contains("FROM ");
        shell.write("Dockerfile", (isWhole ? "" : "FROM debian:stable-slim\n") + block.text());
        ReadersShell.Answer answer = shell.run("docker build --quiet --tag " + IMAGE + " --file Dockerfile context");
        assertEquals(0, answer.status(), () -> block + ": " + answer.output());
        if (block.text().contains("ENTRYPOINT [\"/pidone\"")) {
            ReadersShell.Answer version = shell
                    .run("docker run --rm --network none --entrypoint /pidone " + IMAGE + " --version");
            assertTrue(version.output().startsWith("pidone "), () -> block + ": " + version.output());
        }
    }
}

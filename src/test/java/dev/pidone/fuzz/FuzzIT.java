package dev.pidone.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The translated program, in C, meets a simulated kernel that does its worst, as bytes have it (src/test/fuzz): those
 * of the corpus, and some thousand cases that are made of them, always the same.
 */
class FuzzIT {
    @Test
    void noCaseFindsAnything() throws IOException, InterruptedException {
        Tools.require("gcc");
        Path project = Path.of("").toAbsolutePath();
        String said = Tools.run(project, List.of(project.resolve("src/test/fuzz/run").toString()));
        assertTrue(said.endsWith(" cases made of them: nothing found\n"), said);
    }
}

package dev.pidone.namespace;

import dev.pidone.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command that makes orphans: src/test/c/orphan_maker.c. */
public final class OrphanMaker {
    /** What ps(1) calls it. */
    public static final String NAME = "orphan_maker";
    private static Path program;

    private OrphanMaker() {
    }

    /**
     * Makes orphans: in each round so many parents, each of which leaves so many children to whoever adopts them; that
     * must be its own parent. When all of them have been adopted, have ended, and have been reaped, it becomes the next
     * program, if there is one.
     */
    public static List<String> command(int rounds, int parents, int orphans, List<String> next) {
        List<String> command = new ArrayList<>(List.of(program().toString(), Integer.toString(rounds),
                Integer.toString(parents), Integer.toString(orphans)));
        command.addAll(next);
        return command;
    }

    /** Compiled once for all tests. */
    private static synchronized Path program() {
        if (program == null) {
            Tools.require("cc");
            try {
                Path folder = Files.createTempDirectory("orphan-maker");
                Path compiled = folder.resolve(NAME);
                Tools.run(Path.of("").toAbsolutePath(), List.of("cc", "-O", "-Wall", "-Wextra", "-Werror", "-o",
                        compiled.toString(), "src/test/c/orphan_maker.c"));
                folder.toFile().deleteOnExit();
                compiled.toFile().deleteOnExit();
                program = compiled;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("a test was interrupted", e);
            }
        }
        return program;
    }
}

package dev.pidone.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Programs of src/test/c that tests run. */
public final class TestProgram {
    private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

    private TestProgram() {
    }

    /** Where a program is, named without the ending of its source. It is compiled once for all tests. */
    public static Path of(String name) {
        return COMPILED.computeIfAbsent(name, TestProgram::compile);
    }

    private static Path compile(String name) {
        Tools.require("cc");
        try {
            Path folder = Files.createTempDirectory(name);
            Path compiled = folder.resolve(name);
            Tools.run(Path.of("").toAbsolutePath(), List.of("cc", "-O", "-Wall", "-Wextra", "-Werror", "-pthread", "-o",
                    compiled.toString(), "src/test/c/" + name + ".c"));
            folder.toFile().deleteOnExit();
            compiled.toFile().deleteOnExit();
            return compiled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        }
    }
}

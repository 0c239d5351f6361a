package dev.pidone.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests run and that a machine may lack; {@code src/build/install-tools} installs them. */
public final class Tools {
    private Tools() {
    }

    /** Skips the test where a program is missing; on a CI server, which is to have them all, the test fails. */
    public static void require(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return;
            }
        }
        lacks(program);
    }

    private static void lacks(String what) {
        cannotTest(what + " is missing; src/build/install-tools installs it");
    }

    /** Skips the test for any other reason, or fails, as {@link #require} does. */
    public static void cannotTest(String message) {
        if (System.getenv("CI") != null) {
            fail(message);
        }
        Assumptions.abort(message);
    }

    /** The C compiler for an architecture; there is a libc to link statically. */
    public static String staticCompiler(Architecture architecture) throws IOException, InterruptedException {
        String compiler = architecture.gnu("gcc");
        require(compiler);
        // A bare name if there is none.
        Path libc = Path.of(run(Path.of("/"), List.of(compiler, "-print-file-name=libc.a")).trim());
        if (!libc.isAbsolute()) {
            lacks("the libc of " + compiler);
        }
        return compiler;
    }

    /** Runs a program that must succeed; returns what it prints, one char a byte. */
    public static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("pidone", ".output");
        Path errors = Files.createTempFile("pidone", ".errors");
        try {
            Process process = Starter.tool(command).directory(folder.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null"))).redirectOutput(output.toFile())
                    .redirectError(errors.toFile()).start();
            try {
                Await.end(process, () -> command + " does not end");
            } finally {
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(errors, StandardCharsets.ISO_8859_1);
            assertEquals(0, process.exitValue(), () -> command + ": " + said);
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}

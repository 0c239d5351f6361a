package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The machine code of the library, run outside a JVM for both architectures, the foreign one under qemu: a program in C
 * checks routine by routine what it does.
 */
class LibraryTest {
    private static final Path CHECK = Path.of("src/test/c/library_check.c").toAbsolutePath();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyRoutineDoesWhatItsListingSays(Architecture architecture) throws IOException, InterruptedException {
        Path library = Files.write(folder.resolve("libpidone.so"), NativeImage.library(architecture));
        List<String> command = new ArrayList<>(Tools.emulator(architecture));
        command.addAll(List.of(compile(architecture), library.toString()));
        // Status 0 is not enough: a routine that ends the whole process in place of a thread does so with 0.
        assertEquals("all right\n", Tools.run(folder, command));
    }

    private String compile(Architecture architecture) throws IOException, InterruptedException {
        String program = folder.resolve("library_check").toString();
        Tools.run(folder, List.of(Tools.staticCompiler(architecture), "-static", "-O1", "-Wall", "-Wextra", "-Werror",
                "-o", program, CHECK.toString()));
        return program;
    }
}

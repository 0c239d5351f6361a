package dev.pidone.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The machine code of src/main/c, run without any Java for both architectures, the foreign one under qemu: programs in
 * C check routine by routine what it does.
 */
class LibraryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"X86_64, library_check, file", "AARCH64, library_check, file", "X86_64, relay_check, jar",
            "AARCH64, relay_check, jar"})
    void everyRoutineDoesWhatItIsFor(Architecture architecture, String check, String form)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Tools.emulator(architecture));
        command.add(compile(architecture, check, form));
        command.add(architecture == NativeLibrary.ARCHITECTURE ? "native" : "emulated");
        Path emptyFolder = Files.createDirectory(folder.resolve("empty"));
        // Status 0 is not enough: a routine that ends the whole process in place of a thread does so with 0.
        assertEquals("all right\n", Tools.run(emptyFolder, command));
    }

    private String compile(Architecture architecture, String check, String form)
            throws IOException, InterruptedException {
        String program = folder.resolve(check).toString();
        List<String> command = new ArrayList<>(List.of(Tools.staticCompiler(architecture), "-std=gnu11", "-O1", "-Wall",
                "-Wextra", "-Werror", "-static", "-I" + MachineCode.FOLDER, "-o", program,
                Path.of("src/test/c", check + ".c").toAbsolutePath().toString()));
        command.addAll(MachineCode.compile(architecture, folder, "library", form));
        if (form.equals("file")) {
            // glibc, unlike the libc of the file, brings its abort along with other functions.
            command.add("-Wl,-e,pidone_start,-z,muldefs");
        }
        Tools.run(folder, command);
        return program;
    }
}

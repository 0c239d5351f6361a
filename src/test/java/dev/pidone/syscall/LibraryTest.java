package dev.pidone.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The machine code of src/main/c, run without any Java for each architecture, foreign ones under qemu: programs in C
 * check routine by routine what it does.
 */
class LibraryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyRoutineOfTheFileDoesWhatItIsFor(Architecture architecture) throws IOException, InterruptedException {
        check(architecture, "library_check", "file");
    }

    @ParameterizedTest
    @EnumSource
    void everyRoutineOfTheJarDoesWhatItIsFor(Architecture architecture) throws IOException, InterruptedException {
        check(architecture, "relay_check", "jar");
    }

    private void check(Architecture architecture, String check, String form) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(architecture.emulator());
        command.add(compile(architecture, check, form));
        command.add(architecture.isOwn() ? "native" : "emulated");
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
        boolean isFile = form.equals("file");
        command.addAll(MachineCode.compile(architecture, folder, isFile ? MachineCode.GUARDED : List.of(), "library",
                "machine", form));
        if (isFile) {
            command.addAll(List.of("-fstack-protector-explicit", "-mstack-protector-guard=global"));
            // glibc, unlike the libc of the file, brings its abort along with other functions.
            command.add("-Wl,-e,pidone_start,-z,muldefs");
        }
        Tools.run(folder, command);
        return program;
    }
}

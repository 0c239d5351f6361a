package dev.pidone.syscall;

import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles src/main/c for tests. */
final class MachineCode {
    static final Path FOLDER = Path.of("src/main/c").toAbsolutePath();

    /** There is no libc, and so none of its stack protector. */
    private static final List<String> OPTIONS = List.of("-std=gnu11", "-Os", "-fwrapv", "-fno-strict-aliasing",
            "-ffreestanding", "-fno-stack-protector", "-ffunction-sections", "-fdata-sections", "-fvisibility=hidden",
            "-Wall", "-Wextra", "-Werror");

    /** The mark behind arrays on the stack is where file.c has it. */
    static final List<String> GUARDED = List.of("-fstack-protector-strong", "-mstack-protector-guard=global");

    private MachineCode() {
    }

    /** Returns the object files of some sources, named without their ending. */
    static List<String> compile(Architecture architecture, Path folder, List<String> options, String... names)
            throws IOException, InterruptedException {
        List<String> objects = new ArrayList<>();
        for (String name : names) {
            List<String> command = new ArrayList<>();
            command.add(compiler(architecture));
            command.addAll(OPTIONS);
            command.addAll(architecture.compilerOptions());
            command.addAll(options);
            String object = folder.resolve(name + ".o").toString();
            command.addAll(List.of("-c", "-o", object, FOLDER.resolve(name + ".c").toString()));
            Tools.run(folder, command);
            objects.add(object);
        }
        return objects;
    }

    /** The C compiler for an architecture, which has the kernel's headers. */
    static String compiler(Architecture architecture) {
        String compiler = architecture.gnu("gcc");
        Tools.require(compiler);
        return compiler;
    }
}

import java.nio.file.Path;
import java.util.List;

/** The cheapest programs that there are: static files of machine code and nothing else, of src/bench/c. */
final class TinyProgram {
    private TinyProgram() {
    }

    /** Compiles one of them into a folder. */
    static void compile(Path root, String name, Path folder) {
        Processes.run(List.of("/usr/bin/cc", "-std=gnu11", "-Os", "-Wall", "-Wextra", "-Werror", "-ffreestanding",
                "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-fno-pie", "-no-pie", "-static",
                "-nostdlib", "-s", "-Wl,-e,pidone_start,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack",
                "-I" + root.resolve("src/main/c"), "-o", folder.resolve(name).toString(),
                root.resolve("src/bench/c/" + name + ".c").toString()), folder);
    }
}

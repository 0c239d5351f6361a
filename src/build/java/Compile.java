import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compiles C, for each architecture. The Maven build runs it; {@code args} are the project's folder and what is to be
 * made: {@code libraries}, the machine code that the jar carries, or {@code files}, pidone itself, from its own C and
 * from what {@link Translate} has made of its Java.
 *
 * <p>
 * No libc is linked, so that a compiler and the headers of any libc are enough, for a foreign architecture as well.
 */
final class Compile {
    private static final Path C = Path.of("src/main/c");
    /** The texts that pidone prints, as C, which another program of the build has made. */
    private static final Path TEXTS = Path.of("target/native/texts.c");
    private static final Path TRANSLATED = Path.of("target/native/c/all.c");
    private static final Path LIBRARIES = Path.of("target/classes/dev/pidone/syscall");
    /** Only the jar has a JVM to share the process with, and only the file has its own entry point. */
    private static final String JAR_ONLY = "jar.c";
    private static final String FILE_ONLY = "file.c";

    private static final List<String> COMMON = List.of("-std=gnu11", "-ffreestanding", "-fno-stack-protector",
            // Nothing unwinds the stack: neither exceptions of Java nor a debugger need these tables.
            "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-ffunction-sections", "-fdata-sections");
    private static final List<String> OWN = List.of("-Wall", "-Wextra", "-Werror", "-Os");
    private static final List<String> GENERATED = List.of("-w", "-Os",
            // Errors from GCC 14 on. TeaVM converts one pointer to another without saying so.
            "-Wno-int-conversion", "-Wno-incompatible-pointer-types",
            // Java's numbers wrap around, and TeaVM sees memory as whatever is needed.
            "-fwrapv", "-fno-strict-aliasing",
            // main is all that is used from outside; everything else may be inlined or left out.
            "-fwhole-program",
            // A function that is not declared would return an int: half an address.
            "-Werror=implicit-function-declaration");
    private static final List<String> LINK = List.of("-nostdlib", "-Wl,--gc-sections", "-Wl,--build-id=none",
            // One mapping less, and no padding between code and data.
            "-Wl,-z,noseparate-code", "-Wl,-z,norelro", "-Wl,-z,noexecstack",
            // Variables that change are together, away from classes and strings: fewer pages are copied.
            "-Wl,--sort-section=name");

    private final Path project;

    private Compile(Path project) {
        this.project = project;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Compile compile = new Compile(Path.of(args[0]));
        try {
            for (Architecture architecture : compile.architectures()) {
                switch (args[1]) {
                    case "libraries" -> compile.makeLibrary(architecture);
                    case "files" -> compile.makeFile(architecture);
                    default -> throw new IllegalArgumentException(args[1]);
                }
            }
        } catch (BuildException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The architectures that there is a compiler for. */
    private List<Architecture> architectures() throws IOException, InterruptedException {
        List<Architecture> all = Files.readAllLines(project.resolve("src/build/architectures")).stream()
                .filter(line -> !line.startsWith("#")).map(Architecture::of).toList();
        if (!all.stream().allMatch(this::isAvailable)) {
            installTools();
        }
        List<Architecture> available = new ArrayList<>();
        for (Architecture architecture : all) {
            if (isAvailable(architecture)) {
                available.add(architecture);
            } else {
                String missing = "no C compiler for " + architecture + ": apt-get install " + architecture.packages();
                if (architecture.isOwn() || System.getenv("CI") != null) {
                    throw new BuildException(missing);
                }
                System.err.println("Without target/pidone-" + architecture + ": " + missing);
                // Not of an earlier build either.
                Files.deleteIfExists(project.resolve(file(architecture)));
                Files.deleteIfExists(project.resolve(library(architecture)));
            }
        }
        return available;
    }

    private boolean isAvailable(Architecture architecture) {
        try {
            Path probe = Files.createTempFile("pidone", ".c");
            try {
                Files.writeString(probe, "#include <math.h>\n#include <stdlib.h>\n#include <uchar.h>\n"
                        + "#include <asm/unistd.h>\nint main(void) { return 0; }\n");
                return run(false, List.of(architecture.tool("gcc"), "-c", probe.toString(), "-o", "/dev/null"));
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Works for root on Debian only. What is then still missing is reported where it is missed. */
    private void installTools() throws IOException, InterruptedException {
        if (Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            run(true, List.of("src/build/install-tools", "build"));
        }
    }

    /** Java asks for it by its own name of the architecture. */
    private static Path library(Architecture architecture) {
        return LIBRARIES.resolve("libpidone-" + architecture.osArch() + ".so");
    }

    private static Path file(Architecture architecture) {
        return Path.of("target/pidone-" + architecture);
    }

    private void makeLibrary(Architecture architecture) throws IOException, InterruptedException {
        Path library = library(architecture);
        Files.createDirectories(project.resolve(library).getParent());
        List<String> command = new ArrayList<>(List.of(architecture.tool("gcc"), "-shared", "-fPIC", "-s", "-I" + C));
        command.addAll(COMMON);
        command.addAll(OWN);
        command.addAll(architecture.flags());
        command.addAll(LINK);
        command.addAll(List.of("-o", library.toString()));
        command.addAll(sources(FILE_ONLY));
        compile(command);
    }

    private void makeFile(Architecture architecture) throws IOException, InterruptedException {
        Path objects = Path.of("target/native", architecture.toString());
        Files.createDirectories(project.resolve(objects));
        List<String> link = new ArrayList<>(
                List.of(architecture.tool("gcc"), "-static", "-no-pie", "-Wl,-e,pidone_start"));
        link.addAll(LINK);
        // With its symbols, for a debugger.
        Path withSymbols = objects.resolve("pidone");
        link.addAll(List.of("-o", withSymbols.toString()));
        for (String source : sources(JAR_ONLY)) {
            link.add(compileObject(architecture, OWN, source, objects));
        }
        link.add(compileObject(architecture, GENERATED, TRANSLATED.toString(), objects));
        compile(link);
        Path file = file(architecture);
        compile(List.of(architecture.tool("strip"), "--remove-section=.comment", "-o", file.toString(),
                withSymbols.toString()));
        // Images that it is copied into may have any user, and the umask here may be any.
        Files.setPosixFilePermissions(project.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
        if (architecture.isOwn()) {
            Files.copy(project.resolve(file), project.resolve("target/pidone"), StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private String compileObject(Architecture architecture, List<String> flags, String source, Path objects)
            throws IOException, InterruptedException {
        String object = objects.resolve(source.replaceAll(".*/|\\.c$", "") + ".o").toString();
        // TeaVM's own headers have names of libc's, so their folder must not be searched for others.
        List<String> command = new ArrayList<>(List.of(architecture.tool("gcc"), "-c", "-I" + C, "-fno-pie"));
        command.addAll(COMMON);
        command.addAll(flags);
        command.addAll(architecture.flags());
        command.addAll(List.of("-o", object, source));
        compile(command);
        return object;
    }

    private List<String> sources(String except) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve(C))) {
            Stream<String> own = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".c") && !name.equals(except)).sorted()
                    .map(name -> C.resolve(name).toString());
            return Stream.concat(own, Stream.of(TEXTS.toString())).toList();
        }
    }

    private void compile(List<String> command) throws IOException, InterruptedException {
        if (!run(true, command)) {
            throw new BuildException("failed: " + String.join(" ", command));
        }
    }

    /**
     * Runs a command in the project's folder, so that the names of its files, of which something may get into the
     * result, are always the same.
     *
     * @param isLoud whether what it prints is shown
     */
    private boolean run(boolean isLoud, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        // gcc translates its messages, and looks at other variables for files to include.
        builder.environment().put("LC_ALL", "C");
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        if (isLoud) {
            System.err.print(new String(output, StandardCharsets.UTF_8));
        }
        return status == 0;
    }

    /**
     * What pidone is compiled for.
     *
     * @param name as {@code uname -m} has it, and so the names of what is made
     * @param osArch as {@code os.arch} has it
     * @param gcc as the names of its compiler's programs have it
     * @param debian as the names of Debian's packages have it
     * @param flags of the compiler
     */
    private record Architecture(String name, String osArch, String gcc, String debian, List<String> flags) {
        /** A line of src/build/architectures. */
        static Architecture of(String line) {
            List<String> words = List.of(line.split(" +"));
            return new Architecture(words.get(0), words.get(1), words.get(2), words.get(3),
                    words.subList(6, words.size()));
        }

        boolean isOwn() {
            return System.getProperty("os.arch").equals(osArch);
        }

        String packages() {
            return isOwn()
                    ? "gcc libc6-dev"
                    : "gcc-" + gcc.replace('_', '-') + "-linux-gnu libc6-dev-" + debian + "-cross";
        }

        /** A program of its compiler. */
        String tool(String tool) {
            return isOwn() ? tool : gcc + "-linux-gnu-" + tool;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The build cannot go on, for a reason that its message tells in full. */
    private static final class BuildException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BuildException(String message) {
            super(message);
        }
    }
}

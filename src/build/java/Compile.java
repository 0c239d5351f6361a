import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles C, for each architecture.
 *
 * <p>
 * No libc is linked, so that a compiler and the headers of any libc are enough, for a foreign architecture as well.
 */
final class Compile {
    private static final String ARCHITECTURES = "src/build/architectures";
    private static final Path C = Path.of("src/main/c");
    /** The texts that pidone prints, as C, which another program of the build has made. */
    private static final Path TEXTS = Path.of("target/native/texts.c");
    private static final Path TRANSLATED = Path.of("target/native/c/all.c");
    private static final Path LIBRARIES = Path.of("target/classes/dev/pidone/syscall");
    /** Only the jar has a JVM to share the process with, and only the file has its own entry point. */
    private static final String JAR_ONLY = "jar.c";
    private static final String FILE_ONLY = "file.c";

    /** The header of an ELF file (elf(5)). */
    private static final int EI_DATA = 5;
    private static final byte ELFDATA2LSB = 1;
    private static final int E_TYPE = 16;
    private static final short ET_EXEC = 2;
    private static final short ET_DYN = 3;

    private static final List<String> COMMON = List.of("-std=gnu11", "-ffreestanding", "-fno-stack-protector",
            // Nothing unwinds the stack: neither exceptions of Java nor a debugger need these tables.
            "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-ffunction-sections", "-fdata-sections");
    private static final List<String> OWN = List.of("-Wall", "-Wextra", "-Werror", "-Os");
    /**
     * Java checks the bounds of its arrays; of C's on the stack a mark behind them tells (file.c). Only here the
     * compiler reaches it without a table of addresses, which would have to be relocated; elsewhere return addresses
     * are signed.
     */
    private static final Map<String, List<String>> GUARDED = Map.of("x86_64",
            List.of("-fstack-protector-strong", "-mstack-protector-guard=global"));
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
            "-Wl,-z,noexecstack");
    /** One mapping less, and no padding between code and data, in a process that is a JVM anyway. */
    private static final List<String> LINK_LIBRARY = List.of("-Wl,-z,noseparate-code", "-Wl,-z,norelro");
    /** Where everything is in memory says the script. */
    private static final List<String> LINK_FILE = List.of("-static", "-no-pie", "-Wl,-T," + C.resolve("pidone.ld"),
            "-Wl,--orphan-handling=error");

    private final Path project;

    Compile(Path project) {
        this.project = project;
    }

    /** The architectures that there is a compiler for. */
    private List<Architecture> architectures() throws IOException, InterruptedException {
        List<Architecture> all = lines(project).map(Architecture::of).toList();
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

    private static Stream<String> lines(Path project) throws IOException {
        return Files.readAllLines(project.resolve(ARCHITECTURES)).stream().filter(line -> !line.startsWith("#"));
    }

    /** The names of all that pidone is built for, as {@code uname -m} has them. */
    static List<String> architectures(Path project) throws IOException {
        return lines(project).map(line -> Architecture.of(line).name()).toList();
    }

    private boolean isAvailable(Architecture architecture) {
        try {
            return !compiler(architecture).isEmpty();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that an architecture's compiler says of itself and of the headers that it finds; nothing without them. */
    private String compiler(Architecture architecture) throws IOException, InterruptedException {
        String compiler = output(architecture.tool("gcc"), "-E", "-dD", "-include", "math.h", "-include", "stdlib.h",
                "-include", "uchar.h", "-include", "asm/unistd.h", "-x", "c", "/dev/null");
        return compiler.isEmpty() ? "" : compiler + output(architecture.tool("ld"), "--version");
    }

    /** Works for root on Debian only. What is then still missing is reported where it is missed. */
    private void installTools() throws IOException, InterruptedException {
        if (Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            run(List.of("src/build/install-tools", "build"));
        }
    }

    /** Java asks for it by its own name of the architecture. */
    private static Path library(Architecture architecture) {
        return LIBRARIES.resolve("libpidone-" + architecture.osArch() + ".so");
    }

    private static Path objects(Architecture architecture) {
        return Path.of("target/native", architecture.toString());
    }

    private static Path file(Architecture architecture) {
        return Path.of("target/pidone-" + architecture);
    }

    /** Another compiler makes other files, also one that was missing. */
    private Step step(String name, List<Architecture> architectures, String except)
            throws IOException, InterruptedException {
        Step step = new Step(name, project, Compile.class).reads(C.toString(), file -> !file.equals(except))
                .reads(TEXTS.toString(), ARCHITECTURES);
        for (Architecture architecture : architectures) {
            step.dependsOn(architecture + " " + Step.sum(compiler(architecture).getBytes(StandardCharsets.UTF_8)));
        }
        return step;
    }

    /** The machine code that the jar carries. */
    void makeLibraries() throws IOException, InterruptedException {
        List<Architecture> architectures = architectures();
        Step step = step("libraries", architectures, FILE_ONLY);
        architectures.forEach(architecture -> step.makes(library(architecture).toString()));
        step.unlessDone(() -> {
            for (Architecture architecture : architectures) {
                makeLibrary(architecture);
            }
        });
    }

    /** Pidone itself, from its own C and from what {@link Translate} has made of its Java. */
    void makeFiles() throws IOException, InterruptedException {
        List<Architecture> architectures = architectures();
        Step step = step("files", architectures, JAR_ONLY).reads(TRANSLATED.getParent().toString())
                .makes("target/pidone");
        architectures
                .forEach(architecture -> step.makes(objects(architecture).toString(), file(architecture).toString()));
        step.unlessDone(() -> {
            for (Architecture architecture : architectures) {
                makeFile(architecture);
            }
        });
    }

    private void makeLibrary(Architecture architecture) throws IOException, InterruptedException {
        Path library = library(architecture);
        Files.createDirectories(project.resolve(library).getParent());
        List<String> command = new ArrayList<>(List.of(architecture.tool("gcc"), "-shared", "-fPIC", "-s", "-I" + C));
        command.addAll(COMMON);
        command.addAll(OWN);
        command.addAll(architecture.flags());
        command.addAll(LINK);
        command.addAll(LINK_LIBRARY);
        command.addAll(List.of("-o", library.toString()));
        command.addAll(sources(FILE_ONLY));
        compile(command);
    }

    private void makeFile(Architecture architecture) throws IOException, InterruptedException {
        Path objects = objects(architecture);
        Files.createDirectories(project.resolve(objects));
        List<String> link = new ArrayList<>(List.of(architecture.tool("gcc")));
        link.addAll(LINK);
        link.addAll(LINK_FILE);
        // With its symbols, for a debugger.
        Path withSymbols = objects.resolve("pidone");
        link.addAll(List.of("-o", withSymbols.toString()));
        List<String> own = new ArrayList<>(OWN);
        own.addAll(GUARDED.getOrDefault(architecture.name(), List.of()));
        for (String source : sources(JAR_ONLY)) {
            link.add(compileObject(architecture, own, source, objects));
        }
        link.add(compileObject(architecture, GENERATED, TRANSLATED.toString(), objects));
        compile(link);
        markAsPositionIndependent(project.resolve(withSymbols));
        Path file = file(architecture);
        // The compiler takes constants with addresses for data that a loader changes: the mark is taken from them.
        compile(List.of(architecture.tool("objcopy"), "--strip-all",
                "--set-section-flags=.rodata=alloc,load,readonly,data,contents", withSymbols.toString(),
                file.toString()));
        // Images that it is copied into may have any user, and the umask here may be any.
        Files.setPosixFilePermissions(project.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
        if (architecture.isOwn()) {
            Files.copy(project.resolve(file), project.resolve("target/pidone"), StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /**
     * The kernel puts a file of this type at a random address (elf(5), "e_type"). The linker makes such files, too, but
     * with a table of all addresses in constants, each of which would have to be changed at every start. Here the code
     * does so where it reads one (src/native/c/teavm.h).
     */
    private static void markAsPositionIndependent(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(E_TYPE + Short.BYTES);
            channel.read(header, 0);
            header.order(header.get(EI_DATA) == ELFDATA2LSB ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (header.getShort(E_TYPE) != ET_EXEC) {
                throw new BuildException(file + " is not linked for a fixed address");
            }
            header.putShort(E_TYPE, ET_DYN);
            channel.write(header.rewind(), 0);
        }
    }

    private String compileObject(Architecture architecture, List<String> flags, String source, Path objects)
            throws IOException, InterruptedException {
        String object = objects.resolve(source.replaceAll(".*/|\\.c$", "") + ".o").toString();
        // TeaVM's own headers have names of libc's, so their folder must not be searched for others.
        List<String> command = new ArrayList<>(List.of(architecture.tool("gcc"), "-c", "-I" + C, "-fPIE"));
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
        if (!run(command)) {
            throw new BuildException("failed: " + String.join(" ", command));
        }
    }

    private boolean run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command).redirectError(Redirect.INHERIT).redirectOutput(Redirect.INHERIT).start();
        return process.waitFor() == 0;
    }

    /** What a command prints, which is nothing where it fails. */
    private String output(String... command) throws IOException, InterruptedException {
        Process process = start(List.of(command)).redirectError(Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : "";
    }

    /**
     * A command in the project's folder, so that the names of its files, of which something may get into the result,
     * are always the same.
     */
    private ProcessBuilder start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        // gcc translates its messages, and looks at other variables for files to include.
        builder.environment().put("LC_ALL", "C");
        return builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
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
}

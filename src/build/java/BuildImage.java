import dev.pidone.JvmOptions;
import dev.pidone.linux.Architecture;
import dev.pidone.linux.NativeImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes {@code target/pidone}, the folder that is pidone: {@code bin/pidone} (the launcher), {@code runtime} (a JVM
 * with pidone in it) and {@code runtime/lib/pidone.aot} (its AOT cache). The Maven build runs it; {@code args[0]} is
 * Maven's target folder, with pidone's module in {@code classes} and those that it needs in {@code modules}.
 */
final class BuildImage {
    /**
     * The first version of class files that CDS and the AOT cache take is 50; 52 is the first without old verification.
     */
    private static final int CACHEABLE_VERSION = 52;
    private static final String MODULE = "dev.pidone";
    private static final int TIME_LIMIT_MINUTES = 5;
    /** Offsets in the headers of an ELF file of 64 bits (elf(5)). */
    private static final int E_PHOFF = 32;
    private static final int E_SHOFF = 40;
    private static final int E_PHENTSIZE = 54;
    private static final int E_PHNUM = 56;
    private static final int E_SHNUM = 60;
    private static final int E_SHSTRNDX = 62;
    private static final int P_OFFSET = 8;
    private static final int P_FILESZ = 32;
    private static final String XML_MODULE = "java.xml";
    /** For encryption, for starting processes and sorting arrays as the class library does, for tools: never used. */
    private static final List<String> UNNEEDED = List.of("**/lib/security/*", "**/jspawnhelper", "**/jexec",
            "**/libjsig.so", "**/libsimdsort.so");
    /** Begins the lines of a class list that ask for a method of one of java.lang.invoke's Holder classes. */
    private static final String LAMBDA_FORM = "@lambda-form-invoker";

    private final Path target;
    private final Path home;
    private final Path runtime;

    private BuildImage(Path target) {
        this.target = target.toAbsolutePath();
        home = this.target.resolve("pidone");
        runtime = home.resolve("runtime");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new BuildImage(Path.of(args[0])).build();
    }

    private void build() throws IOException, InterruptedException {
        delete(home);
        modernize(target.resolve("modules"));
        link();
        stripSymbols(runtime.resolve("lib/server/libjvm.so"));
        write(runtime.resolve("lib/libpidone.so"), NativeImage.library(Architecture.CURRENT), "rw-r--r--");
        write(home.resolve("bin/pidone"), NativeImage.launcher(Architecture.CURRENT), "rwxr-xr-x");
        completeLambdaForms();
        train();
        Files.delete(runtime.resolve("lib/classlist"));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void write(Path file, byte[] bytes, String permissions) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /**
     * Rewrites class files that are too old for the AOT cache, which leaves them to be parsed and verified at each
     * start: picocli's are those of Java 5.
     */
    private static void modernize(Path modules) throws IOException {
        try (Stream<Path> jars = Files.list(modules)) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (FileSystem content = FileSystems.newFileSystem(jar)) {
                    modernizeClasses(content.getPath("/"));
                }
            }
        }
    }

    private static void modernizeClasses(Path root) throws IOException {
        List<Path> classes;
        try (Stream<Path> files = Files.walk(root)) {
            classes = files.filter(file -> file.toString().endsWith(".class")).toList();
        }
        ClassHierarchyResolver hierarchy = ClassHierarchyResolver
                .ofResourceParsing(type -> open(root.resolve(internalName(type.descriptorString()) + ".class")))
                .orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile classFile = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        for (Path file : classes) {
            ClassModel model = classFile.parse(Files.readAllBytes(file));
            if (model.isModuleInfo()) {
                Files.write(file, classFile.transformClass(model, withoutXml()));
            } else if (model.majorVersion() < CACHEABLE_VERSION) {
                Files.write(file, classFile.transformClass(model, withCacheableVersion()));
            }
        }
    }

    /**
     * Logback requires the XML parsers, 11 MB, for configuration files; pidone configures it in code (LogbackSetup).
     */
    private static ClassTransform withoutXml() {
        return (builder,
                element) -> builder
                        .with(element instanceof ModuleAttribute module
                                ? ModuleAttribute.of(module.moduleName(), module.moduleFlagsMask(),
                                        module.moduleVersion().orElse(null),
                                        module.requires().stream().filter(
                                                required -> !required.requires().name().equalsString(XML_MODULE))
                                                .toList(),
                                        module.exports(), module.opens(), module.uses(), module.provides())
                                : element);
    }

    private static String internalName(String descriptor) {
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private static InputStream open(Path file) {
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassTransform withCacheableVersion() {
        return ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.endHandler(builder -> builder.withVersion(CACHEABLE_VERSION, 0)));
    }

    /** The runtime: the modules that pidone needs, with the JVM options built in. */
    private void link() throws IOException {
        List<String> options = new ArrayList<>(JvmOptions.COMMON);
        options.add("-agentlib:pidone");
        options.add("--enable-native-access=" + MODULE);
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        int status = jlink.run(System.out, System.err, "--module-path",
                target.resolve("classes") + ":" + target.resolve("modules"), "--add-modules", MODULE, "--output",
                runtime.toString(), "--add-options=" + String.join(" ", options), "--strip-java-debug-attributes",
                "--no-header-files", "--no-man-pages", "--vm=server", "--compress=zip-6",
                "--exclude-files=" + String.join(",", UNNEEDED));
        if (status != 0) {
            throw new IOException("jlink failed with status " + status);
        }
        // Its name is what ps and top show; nobody who looks for "java" is to find pidone.
        Files.move(runtime.resolve("bin/java"), runtime.resolve("bin/pidone"));
        Files.delete(runtime.resolve("bin/keytool"));
        Files.delete(runtime.resolve("lib/jrt-fs.jar"));
    }

    /**
     * Cuts off what follows the segments of a library, as strip(1) does: a symbol table that only debuggers read, and
     * the section headers, which the dynamic linker does not look at.
     */
    private static void stripSymbols(Path library) throws IOException {
        ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(library)).order(ByteOrder.LITTLE_ENDIAN);
        long end = 0;
        for (int index = 0; index < image.getShort(E_PHNUM); index++) {
            int header = (int) image.getLong(E_PHOFF) + index * image.getShort(E_PHENTSIZE);
            end = Math.max(end, image.getLong(header + P_OFFSET) + image.getLong(header + P_FILESZ));
        }
        image.putLong(E_SHOFF, 0).putShort(E_SHNUM, (short) 0).putShort(E_SHSTRNDX, (short) 0);
        write(library, Arrays.copyOf(image.array(), (int) end), "rw-r--r--");
    }

    /**
     * Method handles need classes that are generated at start-up, unless a method of java.lang.invoke's Holder classes
     * serves. Those methods are generated when the AOT cache is recorded: the ones that the runtime's class list names.
     * Linking pidone's native functions asks for thirty others, so they are added.
     */
    private void completeLambdaForms() throws IOException, InterruptedException {
        Path used = runtime.resolve("lib/pidone.classlist");
        runTraining("lambda-forms", "-XX:DumpLoadedClassList=" + used);
        try (Stream<String> lines = Files.lines(used)) {
            Files.write(runtime.resolve("lib/classlist"), lines.filter(line -> line.startsWith(LAMBDA_FORM)).toList(),
                    StandardOpenOption.APPEND);
        }
        Files.delete(used);
    }

    /** Runs pidone and has the JVM note what it loads and links, then makes the AOT cache of it. */
    private void train() throws IOException, InterruptedException {
        Path configuration = runtime.resolve("lib/pidone.aotconf");
        Path cache = runtime.resolve("lib/pidone.aot");
        runTraining("training", "-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration);
        run("assembly", jvm(), "-XX:AOTMode=create", "-XX:AOTConfiguration=" + configuration, "-XX:AOTCache=" + cache,
                "-m", MODULE + "/" + MODULE + ".AotTraining");
        Files.delete(configuration);
    }

    /**
     * Runs the training, with more options for the JVM. The launcher starts it, in a home of its own, so that signals
     * are blocked as they are in earnest; there a script gives the JVM other arguments. Files that the JVM writes must
     * be in the runtime's folder: there pidone takes open files for the JVM's own and does not close them.
     */
    private void runTraining(String what, String... options) throws IOException, InterruptedException {
        Path training = target.resolve("training");
        write(training.resolve("bin/pidone"), NativeImage.launcher(Architecture.CURRENT), "rwxr-xr-x");
        String script = """
                #!/bin/sh
                # The launcher's first three arguments name the cache and the main class.
                shift 3
                exec '%s' '%s' -m %s/%s.AotTraining "$@"
                """.formatted(jvm(), String.join("' '", options), MODULE, MODULE);
        write(training.resolve("runtime/bin/pidone"), script.getBytes(StandardCharsets.UTF_8), "rwxr-xr-x");
        run(what, training.resolve("bin/pidone").toString());
    }

    private String jvm() {
        return runtime.resolve("bin/pidone").toString();
    }

    private void run(String what, String... command) throws IOException, InterruptedException {
        Path output = target.resolve(what + ".log");
        Process process = new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(TIME_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the " + what + " of the AOT cache does not end, see " + output);
        }
        if (process.exitValue() != 0) {
            throw new IOException("the " + what + " of the AOT cache failed, see " + output);
        }
    }
}

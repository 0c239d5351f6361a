import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.teavm.diagnostics.ProblemProvider;
import org.teavm.extension.spi.substitution.SubstitutionPolicy;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Translates pidone's classes to C, all that its main class needs. The result is {@code target/native/c}, with
 * {@code all.c}, which includes everything, and the names of the classes that are in it,
 * {@code target/native/classes.txt}.
 */
final class Translate {
    private final Path project;
    private final String mainClass;
    private final Path classes;
    private final Path substitutes;
    private final Path output;

    Translate(Path project, String mainClass) {
        this.mainClass = mainClass;
        this.project = project.toAbsolutePath().normalize();
        classes = this.project.resolve("target/classes");
        substitutes = this.project.resolve("target/native/classes");
        output = this.project.resolve("target/native/c");
    }

    void make() throws IOException, TeaVMToolException {
        new Step("translation", project, Translate.class, GeneratedC.class).dependsOn(mainClass)
                .reads("target/classes", Translate::mayBeTranslated).reads("src/native")
                .makes("target/native/classes", "target/native/classes.txt", "target/native/c").unlessDone(() -> {
                    compileSubstitutes();
                    translate();
                    addRuntime();
                    new GeneratedC(output).adjust();
                });
    }

    /** What nothing in the file may know, as a test of the architecture says, is not even looked at. */
    private static boolean mayBeTranslated(String file) {
        return file.endsWith(".class") && !file.startsWith("dev/pidone/agent/")
                && !file.startsWith("dev/pidone/texts/");
    }

    /** Compiles what the file has in place of classes of the JDK, of TeaVM and of pidone. */
    private void compileSubstitutes() throws IOException {
        delete(substitutes);
        List<String> arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-encoding", "UTF-8",
                "-classpath", classes + File.pathSeparator + System.getProperty("java.class.path"), "-d",
                substitutes.toString()));
        try (Stream<Path> files = Files.walk(project.resolve("src/native/java"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).sorted().forEach(arguments::add);
        }
        int status = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err,
                arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("src/native/java does not compile");
        }
        Path service = substitutes.resolve("META-INF/services").resolve(SubstitutionPolicy.class.getName());
        Files.createDirectories(service.getParent());
        Files.writeString(service, "dev.pidone.foreign.Substitution\n");
    }

    private void translate() throws IOException, TeaVMToolException {
        delete(output);
        // What is first is taken: the substitutes stand before pidone's own classes, and before TeaVM's.
        List<File> classPath = new ArrayList<>(List.of(substitutes.toFile(), classes.toFile()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(new File(entry));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[]{url(substitutes), url(classes)},
                TeaVMTool.class.getClassLoader())) {
            TeaVMTool tool = new TeaVMTool();
            tool.setTargetType(TeaVMTargetType.C);
            tool.setMainClass(mainClass);
            tool.setTargetDirectory(output.toFile());
            tool.setClassLoader(loader);
            tool.setClassPath(classPath);
            // FULL copies every small method into its callers: twice the code. The C compiler does that as it pays.
            tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
            // Without the names of classes and methods that stack traces need.
            tool.setObfuscated(true);
            tool.setShortFileNames(true);
            tool.generate();
            ProblemProvider problems = tool.getProblemProvider();
            if (!problems.getProblems().isEmpty()) {
                TeaVMProblemRenderer.describeProblems(tool.getDependencyInfo().getCallGraph(), problems,
                        new ConsoleTeaVMToolLog(false));
                throw new IllegalStateException("pidone cannot be translated to C");
            }
            // The generated C has no names; those of the classes say what is inside.
            Files.write(project.resolve("target/native/classes.txt"), new TreeSet<>(tool.getClasses()));
        }
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }

    private void addRuntime() throws IOException {
        Path runtime = project.resolve("src/native/c");
        try (Stream<Path> files = Files.list(runtime)) {
            for (Path file : files.toList()) {
                Files.copy(file, output.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

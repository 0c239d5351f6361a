package dev.pidone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.pidone.log.LogStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who may know whom: data flows one way. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = read();
    /** From the lowest to the highest: each may know those before it. docs/design.md says what they are for. */
    private static final List<String> ROOMS = List.of("agent", "syscall", "memory", "io", "kernel", "linux.proc",
            "linux.launch.failure", "linux.launch", "linux", "log", "supervise.job", "supervise.recipients",
            "supervise.stop", "supervise", "supervise.explain", "history", "report", "cli", "texts", "mode", "jar", "");
    private static final Pattern IMPORT = Pattern.compile("^import dev\\.pidone\\.(?:([a-z.]+)\\.)?[A-Z]",
            Pattern.MULTILINE);
    /** What makes the call itself: the static file has another class of this name (src/native/java). */
    private static final Set<String> REPLACED_IN_THE_FILE = Set.of("dev.pidone.syscall.NativeLibrary",
            "dev.pidone.syscall.NativeLibrary$Functions", "dev.pidone.syscall.NativeLibrary$Bootstrap");
    /** A JVM has it, and the static file is to do without. */
    private static final String[] ONLY_IN_A_JVM = {"org.slf4j", "ch.qos.logback", "picocli", "java.io", "java.nio",
            "java.util.regex", "java.util.stream", "java.util.concurrent", "java.util.function", "java.lang.reflect",
            "java.lang.invoke.MethodHandle", "java.lang.Thread", "java.lang.ProcessBuilder", "java.lang.Runtime",
            "java.text", "java.time", "java.net", "java.util.Properties", "java.util.HashMap", "java.util.Formatter",
            "java.util.Locale"};

    private static JavaClasses read() {
        // It logs each class at levels that pidone writes.
        ((Logger) LoggerFactory.getLogger("com.tngtech.archunit")).setLevel(Level.WARN);
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.pidone");
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    /** The room of a class: the package behind {@code dev.pidone.}, empty for the root. */
    private static String room(JavaClass type) {
        return type.getPackageName().equals("dev.pidone")
                ? ""
                : type.getPackageName().substring("dev.pidone.".length());
    }

    private static String file(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    /** The classes of pidone that a class knows, itself included. */
    private static Stream<JavaClass> known(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith("dev.pidone"));
    }

    @Test
    void everyRoomHasItsPlace() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(type -> rooms.add(room(type)));
        assertEquals(new TreeSet<>(ROOMS), rooms);
    }

    @Test
    void noRoomKnowsOneAboveIt() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            known(type).filter(target -> ROOMS.indexOf(room(target)) > ROOMS.indexOf(room(type)))
                    .forEach(target -> wrong.add(file(type) + " knows " + file(target)));
        }
        assertEquals(Set.of(), wrong);
    }

    /** Constants leave no trace in class files. */
    @Test
    void noFileImportsFromARoomAbove() throws IOException {
        Set<String> wrong = new TreeSet<>();
        Path sources = Path.of("src/main/java/dev/pidone");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Path folder = sources.relativize(file).getParent();
                String room = folder == null ? "" : folder.toString().replace('/', '.');
                Matcher imported = IMPORT.matcher(Files.readString(file));
                while (imported.find()) {
                    String other = imported.group(1) == null ? "" : imported.group(1);
                    if (ROOMS.indexOf(other) > ROOMS.indexOf(room)) {
                        wrong.add(file + " imports from " + other);
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    /** A file that knows another one of its room, and is known by it, also by way of others: both are read as one. */
    @Test
    void noFilesOfARoomKnowEachOther() {
        Map<String, Set<String>> reached = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> files = reached.computeIfAbsent(file(type), name -> new TreeSet<>());
            known(type).filter(target -> room(target).equals(room(type)) && !file(target).equals(file(type)))
                    .forEach(target -> files.add(file(target)));
        }
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Set<String> files : reached.values()) {
                for (String file : List.copyOf(files)) {
                    grows |= files.addAll(reached.getOrDefault(file, Set.of()));
                }
            }
        }
        reached.entrySet().removeIf(entry -> !entry.getValue().contains(entry.getKey()));
        assertEquals(Set.of(), reached.keySet());
    }

    @Test
    void theAgentKnowsNothingButTheJdk() {
        check(noClasses().that().resideInAPackage("dev.pidone.agent").should().dependOnClassesThat()
                .resideOutsideOfPackages("dev.pidone.agent", "java..", "sun.misc"));
    }

    @Test
    void nobodyKnowsTheAgent() {
        check(noClasses().that().resideOutsideOfPackage("dev.pidone.agent").should().dependOnClassesThat()
                .resideInAPackage("dev.pidone.agent"));
    }

    /** What is above the kernel's interfaces is tested against a simulated kernel. */
    @Test
    void onlyTheRootKnowsTheRealKernel() {
        check(noClasses().that()
                .resideInAnyPackage(Stream.of("log", "supervise..", "history", "report", "cli", "mode", "texts")
                        .map(room -> "dev.pidone." + room).toArray(String[]::new))
                .should().dependOnClassesThat().resideInAnyPackage("dev.pidone.linux..", "dev.pidone.syscall"));
    }

    @Test
    void cliKnowsNothingOfTheLogButLevelsAndStyles() {
        check(noClasses().that().resideInAPackage("dev.pidone.cli").should().dependOnClassesThat()
                .belongToAnyOf(logClassesButLevelAndStyle()));
    }

    private static Class<?>[] logClassesButLevelAndStyle() {
        return CLASSES.stream().filter(type -> type.getPackageName().equals("dev.pidone.log"))
                .filter(type -> !type.isEquivalentTo(dev.pidone.log.Level.class)
                        && !type.getName().startsWith(LogStyle.class.getName()))
                .map(type -> type.reflect()).toArray(Class<?>[]::new);
    }

    @Test
    void onlyTheProgramsOfTheBuildKnowPicocli() {
        check(noClasses().that().resideOutsideOfPackage("dev.pidone.texts").should().dependOnClassesThat()
                .resideInAnyPackage("picocli..", "dev.pidone.texts"));
    }

    @Test
    void theCommandLineIsUnderstoodWithoutWhatIsLargeInTheFile() {
        check(noClasses().that().resideInAPackage("dev.pidone.cli").should().dependOnClassesThat()
                .resideInAnyPackage("java.util..", "java.nio..", "java.io.."));
    }

    /** All that the static file may be translated from: what its main class knows, what that knows, and so on. */
    private static Set<JavaClass> classesOfTheFile() {
        Set<JavaClass> reached = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(List.of(CLASSES.get(Pidone.class)));
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            if (reached.add(type)) {
                dependencies(type).filter(target -> target.getName().startsWith("dev.pidone.")).forEach(next::add);
            }
        }
        return reached;
    }

    private static Stream<JavaClass> dependencies(JavaClass type) {
        return REPLACED_IN_THE_FILE.contains(type.getName())
                ? Stream.of()
                : type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType());
    }

    @Test
    void theFileHasNothingOfWhatOnlyTheJarNeeds() {
        Set<String> names = new TreeSet<>();
        classesOfTheFile().forEach(type -> names.add(type.getSimpleName()));
        assertTrue(names.containsAll(List.of("Pidone", "WaitMode", "Supervisor", "LinuxKernel", "StandardError")),
                names.toString());
        names.retainAll(Set.of("PidoneJar", "PidoneJvm", "JvmStart", "JarStart", "Slf4jWriter", "LogbackSetup",
                "JvmOptions", "OptionModel", "HelpText"));
        assertEquals(Set.of(), names);
    }

    @Test
    void theFileHasNothingThatOnlyAJvmHas() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass type : classesOfTheFile()) {
            dependencies(type).filter(ArchitectureTest::isOnlyInAJvm)
                    .forEach(target -> forbidden.add(type.getName() + " knows " + target.getName()));
        }
        assertEquals(Set.of(), forbidden);
    }

    private static boolean isOnlyInAJvm(JavaClass type) {
        return Stream.of(ONLY_IN_A_JVM)
                .anyMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "."));
    }

    @Test
    void nobodyAboveTheKernelUsesForeignMemory() {
        check(noClasses().that()
                .resideInAnyPackage(Stream.of("log", "supervise..", "history", "report", "cli", "mode", "texts")
                        .map(room -> "dev.pidone." + room).toArray(String[]::new))
                .should().dependOnClassesThat().resideInAPackage("java.lang.foreign"));
    }
}

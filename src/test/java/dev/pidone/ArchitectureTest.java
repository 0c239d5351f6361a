package dev.pidone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.pidone.log.Log;
import dev.pidone.log.LogStyle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Data flows one way: the root package knows everything, mode knows all below it, linux knows nobody. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = read();
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

    private static ArchRule doesNotKnow(String packageName, String... others) {
        return noClasses().that().resideInAPackage("dev.pidone." + packageName).should().dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    @Test
    void everyPackageIsLookedAt() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(type.getPackageName()));
        assertEquals(Set.of("dev.pidone", "dev.pidone.agent", "dev.pidone.cli", "dev.pidone.history", "dev.pidone.io",
                "dev.pidone.jar", "dev.pidone.kernel", "dev.pidone.linux", "dev.pidone.linux.launch",
                "dev.pidone.linux.launch.failure", "dev.pidone.linux.proc", "dev.pidone.log", "dev.pidone.memory",
                "dev.pidone.mode", "dev.pidone.report", "dev.pidone.supervise", "dev.pidone.supervise.explain",
                "dev.pidone.supervise.job", "dev.pidone.supervise.recipients", "dev.pidone.supervise.stop",
                "dev.pidone.syscall", "dev.pidone.texts"), packages);
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

    @Test
    void eachOfTheLowerRoomsKnowsOnlyThoseBelow() {
        List<String> rooms = List.of("syscall", "memory", "io", "kernel", "linux.proc", "linux.launch.failure",
                "linux.launch", "linux");
        for (int room = 1; room < rooms.size(); room++) {
            String[] known = rooms.subList(0, room + 1).stream().map(name -> "dev.pidone." + name)
                    .toArray(String[]::new);
            check(noClasses().that().resideInAPackage("dev.pidone." + rooms.get(room)).should()
                    .dependOnClassesThat(resideInAPackage("dev.pidone..").and(not(resideInAnyPackage(known)))));
        }
    }

    /** No file needs itself by way of others in its room. */
    @Test
    void nobodyGoesInACircleInsideOfARoom() {
        for (String room : List.of("memory", "io", "kernel", "linux.proc", "linux.launch", "linux.launch.failure",
                "cli", "report", "jar", "texts")) {
            check(slices().assignedFrom(filesOf("dev.pidone." + room)).should().beFreeOfCycles());
        }
    }

    private static SliceAssignment filesOf(String packageName) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().equals(packageName)
                        ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "files of " + packageName;
            }
        };
    }

    @Test
    void linuxKnowsNoOtherPackageOfPidone() {
        check(doesNotKnow("linux..", "dev.pidone", "dev.pidone.cli", "dev.pidone.history", "dev.pidone.mode",
                "dev.pidone.log", "dev.pidone.report", "dev.pidone.supervise.."));
    }

    @Test
    void logKnowsNeitherOptionsNorModesNorTheSupervisor() {
        check(doesNotKnow("log", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode", "dev.pidone.supervise.."));
    }

    @Test
    void historyKnowsNeitherOptionsNorModes() {
        check(doesNotKnow("history", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode"));
    }

    @Test
    void superviseKnowsNeitherOptionsNorModes() {
        check(doesNotKnow("supervise", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode"));
    }

    @Test
    void cliKnowsNoModes() {
        check(doesNotKnow("cli", "dev.pidone", "dev.pidone.mode"));
    }

    @Test
    void cliKnowsNothingOfTheLogButLevelsAndStyles() {
        check(noClasses().that().resideInAPackage("dev.pidone.cli").should().dependOnClassesThat()
                .belongToAnyOf(logClassesButLevelAndStyle()));
    }

    private static Class<?>[] logClassesButLevelAndStyle() {
        return CLASSES.stream().filter(type -> type.getPackageName().equals("dev.pidone.log"))
                .filter(type -> !type.isEquivalentTo(Log.Level.class) && !type.isEquivalentTo(Log.class)
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

    @Test
    void modeDoesNotKnowTheMainClass() {
        check(doesNotKnow("mode", "dev.pidone"));
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
    void nobodyButTheKernelsImplementationUsesForeignMemory() {
        check(noClasses().that()
                .resideOutsideOfPackages("dev.pidone.linux..", "dev.pidone.syscall", "dev.pidone.memory",
                        "dev.pidone.io", "dev.pidone.jar", "dev.pidone.kernel")
                .should().dependOnClassesThat().resideInAPackage("java.lang.foreign"));
    }
}

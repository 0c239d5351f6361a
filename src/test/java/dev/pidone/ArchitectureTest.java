package dev.pidone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.pidone.report.Log;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Data flows one way: the root package knows everything, mode knows all below it, linux knows nobody. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = read();

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
        assertEquals(Set.of("dev.pidone", "dev.pidone.agent", "dev.pidone.cli", "dev.pidone.linux", "dev.pidone.mode",
                "dev.pidone.report", "dev.pidone.supervise", "dev.pidone.texts"), packages);
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
    void linuxKnowsNoOtherPackageOfPidone() {
        check(doesNotKnow("linux", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode", "dev.pidone.report",
                "dev.pidone.supervise"));
    }

    @Test
    void reportKnowsNeitherOptionsNorModesNorTheSupervisor() {
        check(doesNotKnow("report", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode", "dev.pidone.supervise"));
    }

    @Test
    void superviseKnowsNeitherOptionsNorModes() {
        check(doesNotKnow("supervise", "dev.pidone", "dev.pidone.cli", "dev.pidone.mode"));
    }

    @Test
    void cliKnowsNeitherModesNorTheSupervisor() {
        check(doesNotKnow("cli", "dev.pidone", "dev.pidone.mode", "dev.pidone.supervise"));
    }

    @Test
    void cliKnowsNothingOfReportButLogLevels() {
        check(noClasses().that().resideInAPackage("dev.pidone.cli").should().dependOnClassesThat()
                .belongToAnyOf(reportClassesButLevel()));
    }

    private static Class<?>[] reportClassesButLevel() {
        return CLASSES.stream().filter(type -> type.getPackageName().equals("dev.pidone.report"))
                .filter(type -> !type.isEquivalentTo(Log.Level.class) && !type.isEquivalentTo(Log.class))
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

    @Test
    void nobodyButTheKernelsImplementationUsesForeignMemory() {
        check(noClasses().that().resideOutsideOfPackage("dev.pidone.linux").should().dependOnClassesThat()
                .resideInAPackage("java.lang.foreign"));
    }
}

package dev.pidone.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pidone.machine.Run.Check;
import dev.pidone.support.Architecture;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The file as the first process of a whole machine, right after the kernel: no /proc is mounted, and no other init has
 * prepared anything. What is checked say the scripts in src/test/machine/root; each check is a test here.
 */
@ParameterizedClass
@EnumSource
class WholeMachineIT {
    private final Architecture architecture;

    WholeMachineIT(Architecture architecture) {
        this.architecture = architecture;
    }

    @TestFactory
    Stream<DynamicTest> theCommandOfTheFirstProcessChecksEverything() throws IOException {
        Run run = Run.of(architecture, "/checks", architecture.hasKeyboard() ? "with-keyboard" : "without-keyboard",
                "an", "argument");
        return tests(run, dynamicTest("messages reach the console",
                () -> assertTrue(run.lines().stream().anyMatch(line -> line.matches(
                        "pidone: (\u001b\\[32m)?INFO: (\u001b\\[0m)?\\[ *[0-9.]+s\\] started the command, pid=\\d+")),
                        run::toString)),
                poweredOff(run));
    }

    @TestFactory
    Stream<DynamicTest> aDaemonIsWaitedForAndTheExitStatusIsTheCommands() throws IOException {
        Run run = Run.of(architecture, "--pid1mode=wait-all-children", "/daemon");
        return tests(run, endedWith(5, run));
    }

    @TestFactory
    Stream<DynamicTest> theCommandTakesThePlaceOfTheFirstProcess() throws IOException {
        Run run = Run.of(architecture, "--pid1mode=exec", "/first");
        return tests(run, poweredOff(run));
    }

    @TestFactory
    Stream<DynamicTest> theFirstProcessEndsWithTheCommandsStatusThoughADaemonIsLeft() throws IOException {
        Run run = Run.of(architecture, "/status", "7");
        return tests(run, endedWith(7, run));
    }

    private static Stream<DynamicTest> tests(Run run, DynamicTest... further) {
        Stream<DynamicTest> checks = run.checks().map(check -> dynamicTest(check.name(), () -> passed(check)));
        DynamicTest complete = dynamicTest("everything was checked",
                () -> assertTrue(run.hasCheckedAll(), run::toString));
        return Stream.of(checks, Stream.of(complete), Stream.of(further)).flatMap(tests -> tests);
    }

    private static void passed(Check check) {
        assertTrue(check.passed(), check.line());
    }

    private static DynamicTest poweredOff(Run run) {
        return dynamicTest("the machine is powered off", () -> assertTrue(run.hasPoweredOff(), run::toString));
    }

    private static DynamicTest endedWith(int exitStatus, Run run) {
        return dynamicTest("the first process ends with " + exitStatus,
                () -> assertEquals(OptionalInt.of(exitStatus << Byte.SIZE), run.waitStatusOfFirstProcess(),
                        run::toString));
    }
}

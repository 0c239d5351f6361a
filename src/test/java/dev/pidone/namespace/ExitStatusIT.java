package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit status is the command's, or 128 and the number of the signal that killed it. */
class ExitStatusIT {
    /** Signals that do not end a process by default: CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG and WINCH (signal(7)). */
    private static final Set<Integer> HARMLESS = Set.of(17, 18, 19, 20, 21, 22, 23, 28);

    @Test
    void everyExitStatusOfTheCommandIsHandedOn() {
        IntStream.rangeClosed(0, 255).parallel().forEach(status -> assertEquals(Ended.silently(status),
                Call.pidone().command("sh", "-c", "exit " + status).run()));
    }

    @ParameterizedTest
    @CsvSource({"wait-all-children, 0", "wait-all-children, 3", "wait-all-children, 255", "exec, 0", "exec, 3",
            "exec, 255"})
    void theOtherModesHandTheExitStatusOnAsWell(String mode, int status) {
        assertEquals(Ended.silently(status), Call.inMode(mode).command("sh", "-c", "exit " + status).run());
    }

    @Test
    void aCommandThatASignalKillsGives128AndTheSignal() {
        IntStream.rangeClosed(1, 64).filter(signal -> !HARMLESS.contains(signal)).parallel()
                .forEach(signal -> assertEquals(Ended.silently(128 + signal), killedBy("wait", signal)));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 11, 12, 15, 64})
    void waitAllChildrenSaysWhatKilledTheCommandAsWell(int signal) {
        assertEquals(Ended.silently(128 + signal), killedBy("wait-all-children", signal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void theStatusIsTheSameWherePidoneIsNotPid1(String mode) {
        assertEquals(Ended.silently(7), Call.inMode(mode).notPid1().command("sh", "-c", "exit 7").run());
        assertEquals(Ended.silently(128 + 15), Call.inMode(mode).notPid1().command("sh", "-c", "kill -TERM $$").run());
    }

    private static Ended killedBy(String mode, int signal) {
        return Call.inMode(mode).withSignals(List.of(), List.of())
                .command("sh", "-c", "ulimit -c 0; kill -" + signal + " $$").run();
    }
}

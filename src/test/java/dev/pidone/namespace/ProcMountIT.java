package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.namespace.PidNamespace.Proc;
import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** /proc may be missing, or show another namespace. */
class ProcMountIT {
    private static final int USR1 = 10;
    private static final int TERM = 15;

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void waitForwardsAllSignalsAndHandsTheStatusOn(Proc proc) {
        List<Integer> signals = Signals.atOnce(1);
        Call pidone = Call.inMode("wait").withProc(proc);
        try (RunningCall running = pidone.command(Programs.listener(signals.size())).start()) {
            running.awaitLine("ready");
            signals.forEach(running::send);
            Ended ended = running.awaitEnd();
            assertEquals(signals.stream().sorted().toList(), Signals.heard(running));
            assertEquals(new Ended(Programs.LISTENER_STATUS, ended.output(), ""), ended);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void waitReapsOrphans(Proc proc) {
        String script = "for i in 1 2 3 4 5 6 7 8 9; do (true &); done; exec \"$@\"";
        Call pidone = Call.inMode("wait").withProc(proc);
        try (RunningCall running = pidone.command(Programs.shell(script, Programs.listener(1))).start()) {
            running.awaitLine("ready");
            Await.until(() -> ProcFile.children(running.processId()).size() == 1, () -> "zombies stay");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void theCommandIsGivenNoDescriptorOfPidones(Proc proc) {
        for (String mode : List.of("wait", "wait-all-children", "exec")) {
            assertEquals(descriptors("none", proc), descriptors(mode, proc), mode);
        }
    }

    private static String descriptors(String mode, Proc proc) {
        List<String> lister = Programs.descriptorLister(1);
        try (RunningCall running = Call.inMode(mode).withProc(proc).command(lister).start()) {
            return running.withoutFileNames(running.awaitEnd().output());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void waitAllChildrenWaitsForADaemonAndSendsItSignals(Proc proc) {
        Call pidone = Call.inMode("wait-all-children").withProc(proc);
        List<String> daemon = Programs.shell("(setsid \"$@\" &); cat; exit 7", Programs.listener(2));
        try (RunningCall running = pidone.command(daemon).start()) {
            running.awaitLine("ready");
            long command = running.commandId();
            running.endInput();
            running.awaitReaped(command);
            running.send(USR1);
            running.awaitLine("10");
            running.send(TERM);
            Ended ended = running.awaitEnd();
            assertEquals(new Ended(7, "ready\n10\n15\n", ended.errors()), ended);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void waitAllChildrenWaitsForAProcessFromOutsideWithOneWarning(Proc proc) {
        Call pidone = Call.inMode("wait-all-children").withProc(proc).command("sh", "-c", "cat; exit 7");
        try (RunningCall running = pidone.start()) {
            long command = running.commandId();
            List<String> entering = PidNamespace.entry(running.processId());
            entering.addAll(Programs.listener(2));
            try (RunningCall entered = RunningCall.start(entering)) {
                entered.awaitLine("ready");
                running.endInput();
                running.awaitReaped(command);
                running.awaitErrors("pidone: WARN: /proc ");
                running.send(USR1);
                entered.awaitLine("10");
                running.send(TERM);
                assertOneWarning(7, running.awaitEnd());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OWN", mode = Mode.EXCLUDE)
    void signalsGoToTheCommandOnlyWithOneWarningWherePidoneIsNotPid1(Proc proc) {
        Call pidone = Call.inMode("wait-all-children").notPid1().withProc(proc);
        try (RunningCall running = pidone.command(Programs.listener(2)).start()) {
            running.awaitLine("ready");
            running.send(USR1);
            running.awaitLine("10");
            running.send(TERM);
            assertOneWarning(Programs.LISTENER_STATUS, running.awaitEnd());
        }
    }

    private static void assertOneWarning(int status, Ended ended) {
        assertEquals(status, ended.status());
        assertTrue(ended.errors().startsWith("pidone: WARN: /proc "), ended::toString);
        assertEquals(1, ended.errors().lines().count(), ended::toString);
    }
}

package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When pidone ends, and with what, if other processes outlive the command. */
class EndIT {
    private static final int USR1 = 10;
    private static final int TERM = 15;
    private static final int CONT = 18;
    private static final int STOP = 19;

    @Test
    void waitEndsWithTheCommandAlthoughADaemonIsLeft() {
        assertEndsWithTheCommand(Call.inMode("wait"));
    }

    @Test
    void waitEndsWithTheCommandAlthoughADaemonIsLeftAlsoWherePidoneIsNotPid1() {
        assertEndsWithTheCommand(Call.inMode("wait").notPid1());
    }

    private static void assertEndsWithTheCommand(Call pidone) {
        try (RunningCall running = pidone.command(leaving(Programs.listener(1))).start()) {
            running.awaitLine("ready");
            running.endInput();
            assertEquals(new Ended(7, "ready\n", ""), running.awaitEnd());
        }
    }

    @Test
    void waitAllChildrenEndsWhenTheDaemonDoesWithTheStatusOfTheCommand() {
        assertWaitsForTheDaemon(Call.inMode("wait-all-children"));
    }

    @Test
    void waitAllChildrenEndsWhenTheDaemonDoesAlsoWherePidoneIsNotPid1() {
        assertWaitsForTheDaemon(Call.inMode("wait-all-children").notPid1());
    }

    private static void assertWaitsForTheDaemon(Call pidone) {
        try (RunningCall running = pidone.command(leaving(Programs.listener(2))).start()) {
            running.awaitLine("ready");
            endCommand(running);
            running.send(USR1);
            running.awaitLine("10");
            running.send(TERM);
            assertEquals(new Ended(7, "ready\n10\n15\n", ""), running.awaitEnd());
        }
    }

    @Test
    void termEndsADaemonThatDoesNotHandleIt() {
        Call pidone = Call.inMode("wait-all-children");
        try (RunningCall running = pidone.command(leaving(List.of("sleep", "1000"))).start()) {
            running.awaitProcess("sleep");
            endCommand(running);
            running.send(TERM);
            assertEquals(Ended.silently(7), running.awaitEnd());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitAllChildrenWaitsForAProcessThatIsStopped(boolean first) {
        Call pidone = Call.pidone("-vv", "--pid1mode=wait-all-children");
        if (!first) {
            pidone.notPid1();
        }
        try (RunningCall running = pidone.command(leaving(Programs.listener(1))).start()) {
            running.awaitLine("ready");
            long daemon = running.awaitProcess("perl");
            SignalSender.send(STOP, daemon);
            Await.until(() -> ProcFile.field(daemon, "status", "State").startsWith("T"), () -> "not stopped");
            endCommand(running);
            running.send(USR1);
            running.awaitErrors("forwarded SIGUSR1");
            assertEquals("ready\n", running.output());
            SignalSender.send(CONT, daemon);
            Ended ended = running.awaitEnd();
            assertEquals(7, ended.status());
            assertEquals("ready\n10\n", ended.output());
        }
    }

    @Test
    void waitAllChildrenWaitsForAProcessThatEnteredTheNamespaceFromOutside() {
        Call pidone = Call.inMode("wait-all-children").command("sh", "-c", "cat; exit 7");
        try (RunningCall running = pidone.start()) {
            List<String> entering = PidNamespace.entry(running.processId());
            running.awaitProcess("cat");
            entering.addAll(Programs.listener(2));
            try (RunningCall entered = RunningCall.start(entering)) {
                entered.awaitLine("ready");
                endCommand(running);
                running.send(USR1);
                entered.awaitLine("10");
                running.send(TERM);
                assertEquals(Ended.silently(7), running.awaitEnd());
                assertEquals(new Ended(Programs.LISTENER_STATUS, "ready\n10\n15\n", ""), entered.awaitEnd());
            }
        }
    }

    @Test
    void execMakesTheCommandPid1() {
        try (RunningCall running = Call.inMode("exec").command("sleep", "1000").start()) {
            long sleep = running.awaitProcess("sleep");
            assertEquals(running.initProcessId(), sleep);
            assertEquals(List.of(sleep), ProcFile.threads(sleep));
        }
    }

    @Test
    void execMakesTheCommandTheFirstProcessAsItSeesItself() {
        assertEquals(new Ended(0, "/usr/bin/readlink\n", ""),
                Call.inMode("exec").command("readlink", "/proc/1/exe").run());
    }

    /** A command that leaves a daemon and ends with status 7 when its standard input does. */
    private static List<String> leaving(List<String> daemon) {
        return Programs.shell("(setsid \"$@\" &); cat; exit 7", daemon);
    }

    private static void endCommand(RunningCall running) {
        long command = running.commandId();
        running.endInput();
        running.awaitReaped(command);
    }
}

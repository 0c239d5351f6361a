package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of pidone's own does not end the container: what needs no Java goes on. */
class FaultIT {
    private static final int TERM = 15;
    /** The address is that of the system call that the kernel wants to begin again: a few bytes before 0. */
    private static final String SAID = "pidone: ERROR: internal fault \\(SIGSEGV at 0x[0-9a-f]+\\): going on without messages\n";

    /** A debugger sets the program counter to 0 where pidone waits. */
    private static void breakDown(RunningCall running) throws IOException {
        Process debugger = Starter.program("gdb", "-q", "-batch", "-p", Long.toString(running.processId()), "-ex",
                "set var $pc = 0", "-ex", "detach").redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD)
                .start();
        Await.end(debugger, () -> "the debugger does not end");
        running.awaitErrors("going on without messages\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void theCommandGoesOnAndTermReachesItAndItsStatusIsPidoneS(String mode) throws Exception {
        String script = "trap 'echo heard; exit 42' TERM; echo ready; while :; do sleep 0.05; done";
        try (RunningCall running = Call.inMode(mode).command("sh", "-c", script).start()) {
            running.awaitLine("ready");
            breakDown(running);
            running.send(TERM);
            Ended ended = running.awaitEnd();
            assertEquals(42, ended.status());
            assertEquals("ready\nheard\n", ended.output());
            assertTrue(Pattern.compile(SAID).matcher(ended.errors()).find(), ended.errors());
        }
    }

    @Test
    void orphansAreReaped() throws Exception {
        String script = "echo ready; read line; (sleep 0.01 & sleep 0.02 &); read line; exit 7";
        try (RunningCall running = Call.pidone().command("sh", "-c", script).start()) {
            running.awaitLine("ready");
            breakDown(running);
            running.type("go\n");
            Await.until(() -> ProcFile.children(running.processId()).size() == 1, () -> "zombies stay");
            running.type("end\n");
            assertEquals(7, running.awaitEnd().status());
        }
    }

    @Test
    void allProcessesAreWaitedForWhereThatWasWanted() throws Exception {
        String script = "setsid sh -c 'sleep 1; echo last' & echo ready; read line; exit 3";
        try (RunningCall running = Call.inMode("wait-all-children").command("sh", "-c", script).start()) {
            running.awaitLine("ready");
            breakDown(running);
            running.type("end\n");
            Ended ended = running.awaitEnd();
            assertEquals(3, ended.status());
            assertTrue(ended.output().endsWith("last\n"), ended.output());
        }
    }
}

package dev.pidone.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.simulation.ScriptedKernel;
import dev.pidone.simulation.ScriptedKernel.Shown;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is an orphan, and what becomes of it. */
class OrphanTerminatorTest {
    private static final long SECOND = 1_000_000_000;
    private static final long GRACE = 3 * SECOND;
    private static final int COMMAND = IdleKernel.COMMAND;
    private static final int SESSION = 5;
    /** What a session reads as whose leader is outside the PID namespace. */
    private static final int OUTSIDE = 0;

    private final LoggedMessages logged = new LoggedMessages();
    private final Log log = new Log(Log.Level.INFO, logged);
    private final ScriptedKernel kernel = new ScriptedKernel(1);
    private OrphanTerminator terminator;

    private static Shown process(int processId, int parent, int session) {
        return new Shown(processId, parent, session, false);
    }

    private static Shown pidone() {
        return process(1, 0, SESSION);
    }

    private static Shown command() {
        return process(COMMAND, 1, SESSION);
    }

    /** What it sees as often as it looks, after the command has started. */
    private void look(int times, Shown... processes) throws LaunchException {
        kernel.showing(processes);
        Supervisor supervisor = new Supervisor(kernel, log, Policy.byDefault(), false);
        supervisor.start(new Launch(NativeStrings.of(List.of("command")), Grouping.OWN_GROUP));
        terminator = new OrphanTerminator(kernel, log, GRACE);
        for (int count = 0; count < times; count++) {
            terminator.perform(supervisor);
            kernel.pass(SECOND);
        }
    }

    @Test
    void anOrphanIsToldAtTheSecondLookAndKilledAfterTheGrace() throws LaunchException {
        kernel.showing(pidone());
        look(5, pidone(), command(), process(20, 1, SESSION));
        assertEquals(List.of(Signal.TERM, Signal.CONT, Signal.KILL), kernel.signals());
        assertEquals(List.of(20, 20, 20), kernel.signalled());
        assertEquals(List.of("pidone: INFO: started the command, pid=10",
                "pidone: INFO: terminating orphan pid=20 (program)",
                "pidone: WARN: orphan pid=20 has not ended, killing it"), logged.messages());
    }

    @Test
    void aMomentAsAnOrphanIsNotEnough() throws LaunchException {
        kernel.showing(pidone()).showing(pidone(), command(), process(20, 1, SESSION));
        look(3, pidone(), command(), process(20, 1, 20));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void aDaemonsSessionIsItsOwn() throws LaunchException {
        kernel.showing(pidone());
        look(3, pidone(), command(), process(20, 1, 20));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void childrenFromBeforeTheCommandAreNoOrphans() throws LaunchException {
        kernel.showing(pidone(), process(20, 1, SESSION));
        look(3, pidone(), command(), process(20, 1, SESSION));
        assertEquals(List.of(), kernel.signalled());
    }

    /** Two sessions whose leaders are outside read alike, so nobody can tell whether they are the same. */
    @Test
    void whereTheSessionIsUnknownNobodyIsAnOrphan() throws LaunchException {
        kernel.showing(process(1, 0, OUTSIDE));
        look(3, process(1, 0, OUTSIDE), process(COMMAND, 1, OUTSIDE), process(20, 1, OUTSIDE));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void aProcessThatEnteredFromOutsideIsNoOrphan() throws LaunchException {
        kernel.showing(pidone());
        look(3, pidone(), command(), process(20, 0, OUTSIDE), process(21, 1, OUTSIDE));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void whoWasReapedIsForgotten() throws LaunchException {
        kernel.showing(pidone());
        look(2, pidone(), command(), process(20, 1, SESSION));
        terminator.reaped(20);
        kernel.signalled().clear();
        assertEquals(0, terminator.dueIn());
        terminator.perform(new Supervisor(kernel, log, Policy.byDefault(), false));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void itLooksEverySecond() throws LaunchException {
        kernel.showing(pidone());
        look(1, pidone(), command());
        assertEquals(0, terminator.dueIn());
        kernel.pass(-SECOND / 2);
        assertEquals(SECOND / 2, terminator.dueIn());
        assertTrue(terminator.dueIn() != Kernel.FOREVER);
    }

    @Test
    void withoutProcItSaysSoOnce() throws LaunchException {
        look(3);
        assertEquals(1, logged.messages().stream().filter(line -> line.contains("/proc")).count());
    }
}

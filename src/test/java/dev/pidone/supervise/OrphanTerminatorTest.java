package dev.pidone.supervise;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.simulation.ScriptedKernel;
import dev.pidone.simulation.ScriptedKernel.Shown;
import dev.pidone.supervise.Observer.Child;
import dev.pidone.supervise.job.Command;
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
    private final Log log = new Log(Level.INFO, logged);
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
    private void look(int times, Shown... processes) {
        kernel.showing(processes);
        Command started = new Command();
        started.started(COMMAND);
        terminator = new OrphanTerminator(kernel, started, log, GRACE);
        for (int count = 0; count < times; count++) {
            terminator.perform();
            kernel.pass(SECOND);
        }
    }

    @Test
    void anOrphanIsToldAtTheSecondLookAndKilledAfterTheGrace() {
        kernel.showing(pidone());
        look(5, pidone(), command(), process(20, 1, SESSION));
        assertEquals(List.of(Signal.TERM, Signal.CONT, Signal.KILL), kernel.sent());
        assertEquals(List.of(20, 20, 20), kernel.signalled());
        assertEquals(List.of("pidone: INFO: terminating orphan pid=20 (program)",
                "pidone: WARN: orphan pid=20 has not ended, killing it"), logged.messages());
    }

    @Test
    void aMomentAsAnOrphanIsNotEnough() {
        kernel.showing(pidone()).showing(pidone(), command(), process(20, 1, SESSION));
        look(3, pidone(), command(), process(20, 1, 20));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void aDaemonsSessionIsItsOwn() {
        kernel.showing(pidone());
        look(3, pidone(), command(), process(20, 1, 20));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void childrenFromBeforeTheCommandAreNoOrphans() {
        kernel.showing(pidone(), process(20, 1, SESSION));
        look(3, pidone(), command(), process(20, 1, SESSION));
        assertEquals(List.of(), kernel.signalled());
    }

    /** Two sessions whose leaders are outside read alike, so nobody can tell whether they are the same. */
    @Test
    void whereTheSessionIsUnknownNobodyIsAnOrphan() {
        kernel.showing(process(1, 0, OUTSIDE));
        look(3, process(1, 0, OUTSIDE), process(COMMAND, 1, OUTSIDE), process(20, 1, OUTSIDE));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void inANamespaceOfItsOwnOrphansAreTerminatedAndDaemonsStay() {
        kernel.contain();
        kernel.showing(process(1, 0, OUTSIDE));
        look(3, process(1, 0, OUTSIDE), process(COMMAND, 1, OUTSIDE), process(20, 1, OUTSIDE), process(21, 1, 21),
                process(22, 0, OUTSIDE));
        assertEquals(List.of(20, 20), kernel.signalled());
    }

    @Test
    void aProcessThatEnteredFromOutsideIsNoOrphan() {
        kernel.showing(pidone());
        look(3, pidone(), command(), process(20, 0, OUTSIDE), process(21, 1, OUTSIDE));
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void whoWasReapedIsForgotten() {
        kernel.showing(pidone());
        look(2, pidone(), command(), process(20, 1, SESSION));
        ChildEvent reaped = kernel.newEvent(false);
        reaped.set(20, WaitStatus.exited(0));
        terminator.childChanged(reaped, Child.ORPHAN);
        kernel.signalled().clear();
        assertEquals(0, terminator.dueIn());
        terminator.perform();
        assertEquals(List.of(), kernel.signalled());
    }

    @Test
    void itLooksEverySecond() {
        kernel.showing(pidone());
        look(1, pidone(), command());
        assertEquals(0, terminator.dueIn());
        kernel.pass(-SECOND / 2);
        assertEquals(SECOND / 2, terminator.dueIn());
        assertTrue(terminator.dueIn() != Clock.NEVER);
    }

    @Test
    void withoutProcItSaysSoOnce() {
        look(3);
        assertEquals(1, logged.messages().stream().filter(line -> line.contains("/proc")).count());
    }
}

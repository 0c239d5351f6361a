package dev.pidone.supervise;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.simulation.ScriptedKernel;
import dev.pidone.simulation.ScriptedKernel.Shown;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.recipients.Descendants;
import dev.pidone.supervise.stop.Killer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can happen while /proc is read. */
class RacesTest {
    private static final int INIT = 1;
    private static final int PIDONE = 7;
    private static final NativeStrings COMMAND = NativeStrings.of(List.of("command"));

    private final LoggedMessages logged = new LoggedMessages();
    private final Log log = new Log(Level.WARN, logged);

    private static Shown process(int processId, int parent) {
        return new Shown(processId, parent, 1, false);
    }

    private static Shown zombie(int processId, int parent) {
        return new Shown(processId, parent, 1, true);
    }

    private List<Integer> sendTerm(ScriptedKernel kernel) {
        new Descendants(kernel, started(), log).send(Signal.TERM);
        return kernel.signalled();
    }

    private static Command started() {
        Command command = new Command();
        command.started(IdleKernel.COMMAND);
        return command;
    }

    @Test
    void aDescendantThatAppearsBetweenTwoLooksIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(7, 1), process(10, 7))
                .showing(process(1, 0), process(7, 1), process(10, 7), process(11, 10));
        assertEquals(List.of(10, 11), sendTerm(kernel));
    }

    @Test
    void aDescendantWhoseParentEndsDuringTheLookIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(7, 1), process(10, 7))
                .showing(process(1, 0), process(7, 1), process(9, 10))
                .showing(process(1, 0), process(7, 1), process(9, 7));
        assertEquals(List.of(10, 9), sendTerm(kernel));
    }

    @Test
    void aDescendantWhoseParentHasAHigherNumberIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(2, 3), process(3, 10),
                process(7, 1), process(10, 7));
        assertEquals(List.of(10, 2, 3), sendTerm(kernel));
    }

    @Test
    void parentsThatAreHiddenForGoodDoNotKeepPidoneLooking() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(7, 5), process(10, 7), process(30, 29));
        assertEquals(List.of(10), sendTerm(kernel));
    }

    @Test
    void withoutProcTheCommandIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing();
        assertEquals(List.of(10), sendTerm(kernel));
        assertEquals(1, logged.messages().size());
    }

    @Test
    void aLookThatFailsLaterDoesNotReachTheCommandTwice() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE)
                .showing(process(1, 0), process(7, 1), process(10, 7), process(11, 10)).showing();
        assertEquals(List.of(10, 11), sendTerm(kernel));
    }

    @Test
    void neitherPidoneNorWhoIsAboveItIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(5, 1), process(6, 5),
                process(7, 5), process(10, 7), zombie(11, 7));
        assertEquals(List.of(10), sendTerm(kernel));
    }

    /** Forks and ends the moment that pidone has looked at the last process, unless a signal has ended it before. */
    private static final class Runaway extends IdleKernel {
        private int processId = COMMAND;
        private boolean alive = true;
        private int looks;

        Runaway() {
            super(PIDONE);
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            looks++;
            into.clear();
            add(into, visitor, 1, 0);
            add(into, visitor, PIDONE, 1);
            if (alive) {
                add(into, visitor, processId, PIDONE);
            }
            processId += alive ? 1 : 0;
            return true;
        }

        private static void add(ProcessTable into, ProcessVisitor visitor, int processId, int parent) {
            into.add(processId, parent, 1, false);
            visitor.visit(into, into.size() - 1);
        }

        @Override
        public boolean signal(int target, Signal signal) {
            boolean exists = alive && target == processId;
            alive &= !exists;
            return exists;
        }
    }

    @Test
    void aProcessThatForksAndEndsAsSoonAsAllAreListedIsReached() {
        Runaway kernel = new Runaway();
        assertTrue(new Descendants(kernel, started(), log).send(Signal.TERM));
        assertFalse(kernel.alive);
        assertEquals(2, kernel.looks);
    }

    /** A chain of processes, each of which forks the next and ends when it is listed. */
    @Test
    void descendantsThatForkForeverDoNotKeepPidoneFromReaping() {
        List<Integer> reached = new ArrayList<>();
        Kernel kernel = new IdleKernel(PIDONE) {
            private int next = COMMAND;

            @Override
            public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
                into.clear();
                Runaway.add(into, visitor, 1, 0);
                Runaway.add(into, visitor, PIDONE, 1);
                Runaway.add(into, visitor, next, PIDONE);
                next++;
                return true;
            }

            @Override
            public boolean signal(int processId, Signal signal) {
                return reached.add(processId);
            }
        };
        new Descendants(kernel, started(), log).send(Signal.of(10));
        assertEquals(100, reached.size());
    }

    /**
     * Each of them forks just before it is listed, and its child is listed by the next look; but no more than a limit
     * allows (RLIMIT_NPROC), which who is stopped uses up, too.
     */
    private static final class ForkBomb extends IdleKernel {
        private static final int LIMIT = 50;

        private final Set<Integer> running = new TreeSet<>(Set.of(COMMAND));
        private final Set<Integer> stopped = new TreeSet<>();
        private int next = COMMAND + 1;

        ForkBomb() {
            super(PIDONE);
        }

        private List<Integer> alive() {
            return Stream.concat(running.stream(), stopped.stream()).sorted().toList();
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            into.clear();
            Runaway.add(into, visitor, 1, 0);
            Runaway.add(into, visitor, PIDONE, 1);
            for (int processId : alive()) {
                if (running.contains(processId) && alive().size() < LIMIT) {
                    running.add(next);
                    next++;
                }
                Runaway.add(into, visitor, processId, PIDONE);
            }
            return true;
        }

        @Override
        public boolean signal(int target, Signal signal) {
            boolean exists = running.remove(target) || stopped.remove(target);
            if (exists && signal == Signal.STOP) {
                stopped.add(target);
            }
            return exists;
        }
    }

    @Test
    void descendantsThatGoOnForkingAreStoppedBeforeTheyAreKilled() {
        ForkBomb kernel = new ForkBomb();
        new Killer(kernel, log, new Descendants(kernel, started(), log)).begin(false);
        assertEquals(List.of(), kernel.alive());
    }

    @Test
    void aLookThatShowsOnlyZombiesIsTakenTwice() {
        ScriptedKernel kernel = new ScriptedKernel(INIT).showing(process(1, 0), zombie(20, 0));
        Ending ending = new EveryProcessEnded(kernel, new Command(), log);
        assertFalse(ending.isReached());
        assertEquals(0, ending.recheckNanoseconds());
        assertTrue(ending.isReached());
    }

    /** There may be many of them, and each one's end is worth a look. */
    @Test
    void oneStrangerIsLookedForAndNotAllOfThem() {
        ScriptedKernel kernel = new ScriptedKernel(INIT).showing(process(1, 0), zombie(19, 0), process(20, 0),
                process(21, 0), process(22, 0));
        assertFalse(new EveryProcessEnded(kernel, new Command(), log).isReached());
        assertEquals(3, kernel.shown());
    }

    @Test
    void aProcessThatShowsUpBetweenTheTwoLooksIsWaitedFor() {
        ScriptedKernel kernel = new ScriptedKernel(INIT).showing(process(1, 0), zombie(20, 0))
                .showing(process(1, 0), process(15, 1), zombie(20, 0)).showing(process(1, 0), zombie(20, 0));
        Ending ending = new EveryProcessEnded(kernel, new Command(), log);
        assertFalse(ending.isReached());
        assertFalse(ending.isReached());
        assertEquals(Clock.NEVER, ending.recheckNanoseconds());
        assertFalse(ending.isReached());
        assertTrue(ending.isReached());
    }
}

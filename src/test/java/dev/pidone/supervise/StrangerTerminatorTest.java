package dev.pidone.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.simulation.IdleKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who has entered from outside, how long it may stay, and what becomes of it then. */
class StrangerTerminatorTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LIMIT = 60 * SECOND;
    private static final long GRACE = 5 * SECOND;
    private static final int PROBE = 20;

    private final LoggedMessages logged = new LoggedMessages();
    private final World world = new World();
    private final StrangerTerminator terminator = new StrangerTerminator(world, new Log(Level.WARN, logged), LIMIT,
            GRACE);

    /** Processes come and go as a test says; signals do nothing. */
    private static final class World extends IdleKernel {
        private final SortedMap<Integer, Shown> processes = new TreeMap<>();
        private final List<String> sent = new ArrayList<>();
        private long now = 1000 * SECOND;
        private int looks;

        private record Shown(int parent, long start, boolean zombie) {
        }

        World() {
            super(1);
            processes.put(1, new Shown(0, 0, false));
            processes.put(COMMAND, new Shown(1, now, false));
        }

        void enters(int processId, int parent) {
            processes.put(processId, new Shown(parent, now, false));
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long sinceBoot() {
            return now;
        }

        @Override
        public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
            looks++;
            into.clear();
            processes.forEach((id, shown) -> into.add(id, shown.parent, 0, shown.zombie));
            return true;
        }

        @Override
        public boolean look(int processId, ProcessDetails into) {
            into.setStart(processes.get(processId).start);
            return true;
        }

        @Override
        public boolean signal(int processId, Signal signal) {
            sent.add((now / SECOND - 1000) + ": " + signal + " " + processId);
            return true;
        }
    }

    /** Lets pidone sleep until something is due, again and again. */
    private void pass(long seconds) {
        long end = world.now + seconds * SECOND;
        while (world.now + terminator.dueIn() < end) {
            world.now += terminator.dueIn();
            terminator.perform();
        }
        world.now = end;
    }

    @Test
    void whoStaysTooLongIsToldToEndAtTheLimitAndKilledAfterTheGrace() {
        world.enters(PROBE, 0);
        pass(66);
        assertEquals(List.of("60: SIGTERM 20", "60: SIGCONT 20", "65: SIGKILL 20"), world.sent);
        assertEquals(List.of(
                "pidone: WARN: pid=20 (program), 1m 0s old, has entered from outside and stays too long, terminating it",
                "pidone: WARN: pid=20 (program), 1m 5s old, has entered from outside and has not ended, killing it"),
                logged.messages());
    }

    @Test
    void theLimitIsKeptToTheSecondWheneverSomebodyEnters() {
        pass(7);
        world.enters(PROBE, 0);
        pass(3);
        world.enters(PROBE + 1, 0);
        pass(61);
        assertTrue(world.sent.containsAll(List.of("67: SIGTERM 20", "70: SIGTERM 21")), world.sent::toString);
    }

    @Test
    void whatItHasStartedEndsWithIt() {
        world.enters(PROBE, 0);
        world.enters(30, PROBE);
        world.enters(31, 30);
        pass(62);
        assertEquals(List.of("60: SIGTERM 30", "60: SIGTERM 31", "60: SIGTERM 20", "60: SIGCONT 30", "60: SIGCONT 31",
                "60: SIGCONT 20"), world.sent);
    }

    @Test
    void whoBelongsToTheCommandIsNoStranger() {
        world.enters(PROBE, IdleKernel.COMMAND);
        world.enters(PROBE + 1, 1);
        pass(200);
        assertEquals(List.of(), world.sent);
        assertEquals(List.of(), logged.messages());
    }

    @Test
    void whoEndsInTimeIsLeftAlone() {
        world.enters(PROBE, 0);
        pass(59);
        world.processes.remove(PROBE);
        pass(60);
        assertEquals(List.of(), world.sent);
    }

    @Test
    void aZombieIsGone() {
        world.processes.put(PROBE, new World.Shown(0, 0, true));
        pass(100);
        assertEquals(List.of(), world.sent);
    }

    /** It has ended by TERM, and the next probe has its process ID. */
    @Test
    void whoHasTheProcessIdOfOneThatWasToldHasItsOwnTime() {
        world.enters(PROBE, 0);
        pass(61);
        world.enters(PROBE, 0);
        pass(30);
        assertEquals(List.of("60: SIGTERM 20", "60: SIGCONT 20"), world.sent);
    }

    @Test
    void pidoneDoesNotWakeUpMoreOftenThanFourTimesWithinTheLimit() {
        pass(600);
        assertTrue(world.looks <= 40, () -> world.looks + " looks");
    }
}

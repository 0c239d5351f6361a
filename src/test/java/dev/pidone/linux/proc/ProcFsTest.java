package dev.pidone.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.memory.Line;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.support.Starter;
import dev.pidone.syscall.SharedState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads the /proc of this machine, through the library that the build has put beside the classes. */
class ProcFsTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int ROUNDS = 200;

    private final ProcFs procFs = new ProcFs(new IdleKernel(SELF));
    private final ProcessTable table = new ProcessTable();

    @BeforeEach
    void beThisProcess() {
        SharedState.setInt(SharedState.OWN_ID, SELF);
    }

    @Test
    void thisProcessAndItsChildAreListed() throws IOException, InterruptedException {
        Process child = Starter.program("sleep", "1000").start();
        try {
            assertTrue(procFs.listProcesses(table, ProcessVisitor.NONE));
            int index = table.indexOf((int) child.pid());
            assertEquals(SELF, table.parent(index));
            assertFalse(table.isZombie(index));
            assertEquals(table.session(table.indexOf(SELF)), table.session(index));
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void eachProcessIsShownTheMomentItIsListed() {
        int[] count = new int[1];
        assertTrue(procFs.listProcesses(table, (listed, index) -> {
            assertEquals(count[0], index);
            assertEquals(listed.size() - 1, index);
            count[0]++;
        }));
        assertEquals(table.size(), count[0]);
    }

    @Test
    void theProcOfAnotherNamespaceIsOfNoUse() {
        SharedState.setInt(SharedState.OWN_ID, SELF + 1);
        assertFalse(procFs.listProcesses(table, ProcessVisitor.NONE));
        assertEquals(0, table.size());
    }

    @Test
    void whoseNamespaceItShowsIsToldByItsOwnNumber() {
        assertTrue(procFs.isOwnNamespace());
        SharedState.setInt(SharedState.OWN_ID, SELF + 1);
        assertFalse(procFs.isOwnNamespace());
    }

    @Test
    void aProgramHasItsName() throws IOException {
        Line line = new Line(64);
        procFs.describeName(SELF, line);
        assertEquals(Files.readString(Path.of("/proc/self/comm")).strip(), line.toString());
        procFs.describeName(Integer.MAX_VALUE, line.clear());
        assertEquals("?", line.toString());
    }

    /** Each process may hold it up for a while: all of them together may not for long. */
    @Test
    void whatHasTakenLongIsNotReadAgainSoon() {
        long second = 1_000_000_000;
        Deque<Long> times = new ArrayDeque<>();
        ProcFs impatient = new ProcFs((Clock) Proxy.newProxyInstance(Clock.class.getClassLoader(),
                new Class<?>[]{Clock.class}, (clock, method, arguments) -> times.removeFirst()));
        Line line = new Line(4096);
        times.addAll(List.of(second, 3 * second / 2));
        impatient.describeCommandLine(SELF, line);
        times.addAll(List.of(second * 3 / 2 + 1, second * 7 / 4));
        impatient.describeCommandLine(SELF, line.clear());
        assertTrue(line.toString().contains("java"), line::toString);
        times.addAll(List.of(second * 2));
        impatient.describeCommandLine(SELF, line.clear());
        assertEquals("", line.toString());
        times.addAll(List.of(second * 5, second * 5));
        impatient.describeCommandLine(SELF, line.clear());
        assertTrue(line.toString().contains("java"), line::toString);
        assertEquals(List.of(), List.copyOf(times));
    }

    /** Fewer bytes than the smallest object of a round has. */
    @Test
    void lookingAllocatesNothing() {
        look();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        look();
        long after = threads.getCurrentThreadAllocatedBytes();
        assertTrue(after - before < 8L * ROUNDS, (after - before) + " bytes");
    }

    private void look() {
        Line line = new Line(64);
        for (int round = 0; round < ROUNDS; round++) {
            procFs.listProcesses(table, ProcessVisitor.NONE);
            procFs.describeName(SELF, line.clear());
        }
    }
}

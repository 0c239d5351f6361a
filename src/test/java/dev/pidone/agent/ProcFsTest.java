package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pidone.support.Starter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads the /proc of this machine. */
class ProcFsTest {
    private static final long SELF = ProcessHandle.current().pid();
    /** More than the list of children has room for at first. */
    private static final int CHILDREN = 20;

    private final ProcFs proc = new ProcFs();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String... command) throws IOException {
        Process process = Starter.program(command).start();
        started.add(process);
        return process;
    }

    private static boolean contains(long[] numbers, long number) {
        return LongStream.of(numbers).anyMatch(one -> one == number);
    }

    @Test
    void thisProcessIsKnown() throws IOException {
        assertEquals(SELF, proc.self());
        assertEquals(Path.of(System.getProperty("java.home"), "bin/java").toRealPath(), proc.executable().toPath());
        assertTrue(contains(proc.processes(), SELF));
        assertTrue(contains(proc.threads(), SELF), "the first thread has the number of the process");
        assertTrue(proc.threads().length > 1);
    }

    @Test
    void whatAThreadDoesCostsCpuTime() throws InterruptedException {
        long before = proc.cpuTime();
        assumeTrue(before > 0, "the kernel does not tell");
        long end = System.nanoTime() + 50_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        Thread.sleep(1);
        assertTrue(proc.cpuTime() > before);
    }

    /** The launcher's, which waits for the JVM's end. */
    @Test
    void aThreadThatSleepsIsInOneSleep() throws IOException {
        String sleep = proc.sleep(SELF);
        assertTrue(sleep.contains("voluntary_ctxt_switches"), sleep);
        assertEquals(sleep, proc.sleep(SELF));
        assertEquals("", proc.sleep(thisThread()));
        assertNull(proc.sleep(SELF - 1), "no thread of this process");
    }

    @Test
    void aChildIsDescribed() throws IOException {
        Process child = start("sleep", "1000");
        ProcessStat stat = proc.stat(child.pid());
        assertEquals(SELF, stat.parent());
        assertEquals(1, stat.threads());
        assertFalse(stat.isZombie());
        assertTrue(stat.startTime() >= proc.stat(SELF).startTime());
        assertFalse(proc.isTraced(child.pid()));
    }

    @Test
    void whoIsNotThereIsNotDescribed() {
        assertNull(proc.stat(Long.MAX_VALUE));
        assertTrue(proc.isTraced(Long.MAX_VALUE), "left alone, as what a debugger holds");
    }

    /** Of the thread that has forked them, which is this one. */
    @Test
    void childrenStandInTheListOfTheirThread() throws IOException {
        assumeTrue(proc.children(SELF) != null, "a kernel without CONFIG_PROC_CHILDREN");
        Set<Long> children = new TreeSet<>();
        for (int i = 0; i < CHILDREN; i++) {
            children.add(start("sleep", "1000").pid());
        }
        Set<Long> listed = new TreeSet<>();
        for (long child : proc.children(thisThread())) {
            listed.add(child);
        }
        assertTrue(listed.containsAll(children), listed + " without one of " + children);
        assertNull(proc.children(Long.MAX_VALUE));
    }

    private static long thisThread() throws IOException {
        return Long.parseLong(Path.of("/proc/thread-self").toRealPath().getFileName().toString());
    }

    /** In each of its threads HotSpot blocks QUIT, which one thread alone is to take, and unblocks SEGV. */
    @Test
    void signalsThatTheThreadBlocksAreKnown() throws IOException {
        long blocked = proc.blockedSignals();
        assertEquals(1, blocked >>> 3 - 1 & 1);
        assertEquals(0, blocked >>> 11 - 1 & 1);
    }
}

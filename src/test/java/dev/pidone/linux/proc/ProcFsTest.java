package dev.pidone.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.control.Stage;
import dev.pidone.io.FileBytes;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.DescendantSieve;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.kernel.Processes.Readiness;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the /proc of this machine, through the library that the build has put beside the classes. */
class ProcFsTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int ROUNDS = 200;
    private static final Signal URG = Signal.of(23);

    private final ProcFs procFs = new ProcFs(new IdleKernel(SELF));
    private final ProcessTable table = new ProcessTable();
    /** URG does nothing to whoever does nothing about it (signal(7)). */
    private final ProcessVisitor toldOfUrg = (listed, index) -> procFs.signalListed(URG) || true;

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

    /** A process whose children have children; one of them ends and is not waited for. */
    private static final String FAMILY = "$SIG{USR1} = sub { exit 3 }; for (1 .. 3) { my $child = fork(); next if $child;"
            + " if (!fork()) { sleep 1 while 1 } exit 0 if $_ == 3; sleep 1 while 1 }"
            + " syswrite(STDOUT, 'ready'); sleep 1 while 1";

    private Process family() throws IOException {
        Process family = Starter.program("perl", "-e", FAMILY).start();
        family.getInputStream().readNBytes(5);
        return family;
    }

    private static void end(Process family) throws InterruptedException {
        family.descendants().forEach(ProcessHandle::destroyForcibly);
        family.destroyForcibly().waitFor();
    }

    private Set<Long> listed() {
        Set<Long> listed = new TreeSet<>();
        for (int index = 0; index < table.size(); index++) {
            listed.add((long) table.processId(index));
            assertTrue(index == 0 || table.processId(index - 1) < table.processId(index));
        }
        return listed;
    }

    /** By the lists of children, and by that of all processes, where a kernel has no others. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void descendantsAreListed(boolean byChildren) throws IOException, InterruptedException {
        ProcessTree tree = new ProcessTree(new Directory());
        assertTrue(tree.isThere());
        Process family = family();
        try {
            Set<Long> wanted = new TreeSet<>(Set.of(family.pid()));
            Await.until(() -> family.descendants().count() >= 5, () -> "its children are missing");
            family.descendants().forEach(member -> wanted.add(member.pid()));
            Set<Long> shown = new TreeSet<>();
            ProcessVisitor visitor = (listed, index) -> shown.add((long) listed.processId(index));
            Listing listing = byChildren
                    ? tree.list(table, visitor)
                    : tree.sift(new DescendantSieve(procFs), table, visitor);
            assertNotEquals(Listing.IMPOSSIBLE, listing);
            assertTrue(listed().containsAll(wanted), () -> listed() + " lacks some of " + wanted);
            assertEquals(listed(), shown);
            assertTrue(procFs.listChildren(table));
            assertTrue(listed().contains(family.pid()));
            wanted.remove(family.pid());
            // The orphan may be this process's child by now.
            wanted.removeIf(member -> table.indexOf(member.intValue()) >= 0);
            assertTrue(wanted.stream().noneMatch(listed()::contains));
        } finally {
            end(family);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsListedCanBeSignalled(boolean byChildren) throws IOException, InterruptedException {
        ProcessTree tree = new ProcessTree(new Directory());
        Process family = family();
        try {
            boolean[] isSent = new boolean[1];
            ProcessVisitor visitor = (listed, index) -> {
                if (listed.processId(index) == family.pid()) {
                    isSent[0] = tree.signalListed(Signal.of(10));
                }
                return !isSent[0];
            };
            if (byChildren) {
                assertTrue(tree.isThere());
                tree.list(table, visitor);
            } else {
                tree.sift(new DescendantSieve(procFs), table, visitor);
            }
            assertTrue(isSent[0]);
            assertEquals(3, family.waitFor());
        } finally {
            end(family);
        }
    }

    @Test
    void whatTellsAProcessFromOthersStaysTheSame() {
        PidfdIdentity identity = new PidfdIdentity();
        assertEquals(identity.of(SELF), identity.of(SELF));
        assertTrue(identity.of(SELF) == PidfdIdentity.UNKNOWN || identity.of(SELF) != identity.of(1));
        assertEquals(PidfdIdentity.UNKNOWN, identity.of(Integer.MAX_VALUE));
    }

    @Test
    void whoIsHeldStaysSoUntilItIsReaped() throws IOException, InterruptedException {
        FileBytes file = new FileBytes();
        HeldProcess held = new HeldProcess(file, new ProcessStat(file.address()));
        assertFalse(held.take(Integer.MAX_VALUE));
        Process child = Starter.program("sleep", "1000").start();
        assertTrue(held.take((int) child.pid()));
        assertTrue(held.isThere());
        assertTrue(held.signal(Signal.KILL));
        child.waitFor();
        Await.until(() -> !held.isThere(), () -> "it stays");
        assertFalse(held.signal(Signal.KILL));
        assertNotEquals(0, held.readStat());
        held.letGo();
    }

    @Test
    void eachProcessIsShownTheMomentItIsListed() {
        int[] count = new int[1];
        assertTrue(procFs.listProcesses(table, (listed, index) -> {
            assertEquals(count[0], index);
            assertEquals(listed.size() - 1, index);
            count[0]++;
            return true;
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

    /** There the number is that of another process, or of none. */
    @Test
    void theProcOfAnotherNamespaceTellsNothingOfAProcess() {
        ProcessDetails details = new ProcessDetails();
        assertTrue(procFs.describe(SELF, details));
        SharedState.setInt(SharedState.OWN_ID, SELF + 1);
        assertFalse(procFs.describe(SELF, details));
        Line line = new Line(64);
        procFs.describeName(SELF, line);
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
            procFs.listDescendants(table, toldOfUrg);
            procFs.describeName(SELF, line.clear());
        }
    }

    /** A perl that does something with its signals, prints a line, and does it. */
    private static final String SYSTEM_CALLS = "require 'syscall.ph'; use POSIX; my $term = pack('Q', 1 << 14);"
            + " sub block { POSIX::sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGTERM)) } ";

    static Stream<Arguments> programsAndReadiness() {
        return Stream.of(Arguments.of("sleep 1000", Readiness.UNPREPARED),
                Arguments.of("$SIG{TERM} = sub { }; sleep 1000", Readiness.PREPARED),
                Arguments.of("$SIG{TERM} = 'IGNORE'; sleep 1000", Readiness.PREPARED),
                Arguments.of("block(); sleep 1000", Readiness.BLOCKED),
                Arguments.of("block(); kill TERM => $$; sleep 1000", Readiness.PENDING),
                Arguments.of("block(); syscall(&SYS_rt_sigtimedwait, $term, 0, 0, 8)", Readiness.WAITING),
                // It returns again and again, and is looked at between two calls, too.
                Arguments.of(
                        "block(); my $time = pack('QQ', 0, 100000); syscall(&SYS_rt_sigtimedwait, $term, 0, $time, 8)"
                                + " for 1 .. 1e9",
                        Readiness.WAITING),
                Arguments.of("my $usr1 = pack('Q', 1 << 9); syscall(&SYS_rt_sigtimedwait, $usr1, 0, 0, 8)",
                        Readiness.UNPREPARED),
                Arguments.of("1 while 1", Readiness.BUSY), Arguments.of(
                        "block(); my $fd = syscall(&SYS_signalfd4, -1, $term, 8, 0); sleep 1000", Readiness.WAITING));
    }

    @ParameterizedTest
    @MethodSource("programsAndReadiness")
    void whatASignalFindsAProcessDoing(String program, Readiness readiness) throws IOException, InterruptedException {
        Process process = Starter.program("perl", "-e", SYSTEM_CALLS + program).start();
        try {
            Await.until(() -> procFs.readiness((int) process.pid(), Signal.TERM) == readiness,
                    () -> "it is " + procFs.readiness((int) process.pid(), Signal.TERM));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * Never, at any moment, is one that waits taken for one that a signal would kill. Each look copies a JVM, some
     * times.
     */
    @Test
    void whoWaitsAgainAndAgainIsNeverUnprepared() throws IOException, InterruptedException {
        Process process = Starter.program("perl", "-e", SYSTEM_CALLS + "block(); my $time = pack('QQ', 0, 100000);"
                + " while (1) { syscall(&SYS_rt_sigtimedwait, $term, 0, $time, 8) }").start();
        try {
            Await.until(() -> procFs.readiness((int) process.pid(), Signal.TERM) == Readiness.WAITING,
                    () -> "it does not wait");
            for (int look = 0; look < 100; look++) {
                assertNotEquals(Readiness.UNPREPARED, procFs.readiness((int) process.pid(), Signal.TERM));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The groups stand before the signals. */
    @Test
    void aStatusMayBeLong() throws IOException, InterruptedException {
        assumeTrue(Stage.isRoot(), "needs root");
        String groups = IntStream.range(0, 1000).mapToObj(number -> "" + (1_000_000_000 + number))
                .collect(Collectors.joining(","));
        Process process = Starter.program("setpriv", "--groups=" + groups, "sh", "-c", "trap '' USR1; exec sleep 1000")
                .start();
        try {
            int processId = (int) process.pid();
            Await.until(() -> procFs.readiness(processId, Signal.of(10)) == Readiness.PREPARED,
                    () -> "it does not run");
            Await.until(() -> procFs.readiness(processId, Signal.TERM) == Readiness.UNPREPARED,
                    () -> "it is " + procFs.readiness(processId, Signal.TERM));
            ProcessDetails details = new ProcessDetails();
            assertTrue(procFs.describe(processId, details));
            assertTrue(details.ignores(Signal.of(10)));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The kernel keeps 15 bytes of a name: no other program is meant that begins alike. */
    @ParameterizedTest
    @CsvSource({"integration-test-server, integration-test-server, true",
            "integration-tests, integration-test-server, false", "database-server, database-server, true",
            "database-server-migrate, database-server, false", "database-server, database-server-migrate, false",
            "short, short, true", "short, shor, false"})
    void aProgramIsMeantByItsWholeName(String program, String name, boolean named, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path binary = Files.copy(Path.of("/bin/sleep"), folder.resolve(program));
        Path script = Files.writeString(Files.createDirectory(folder.resolve("scripts")).resolve(program),
                "#!/usr/bin/perl -w\nsleep 1000;");
        script.toFile().setExecutable(true);
        for (Path file : List.of(binary, script)) {
            Process process = Starter.program(file.toString(), "1000").start();
            try {
                String comm = program.substring(0, Math.min(program.length(), 15));
                Await.until(() -> ProcFile.read(process.pid(), "comm").strip().equals(comm)
                        && ProcFile.read(process.pid(), "cmdline").contains("1000"), () -> "it does not run");
                assertEquals(named, procFs.isNamed((int) process.pid(), new String[]{"other", name}), file::toString);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aProcessIsMeantByWhatItCallsItself() throws IOException, InterruptedException {
        Process process = Starter.program("perl", "-e", "$0 = 'database-server-7'; sleep 1000").start();
        try {
            Await.until(() -> ProcFile.read(process.pid(), "comm").startsWith("database"), () -> "it does not run");
            int processId = (int) process.pid();
            assertTrue(procFs.isNamed(processId, new String[]{"database-server-7"}));
            assertTrue(procFs.isNamed(processId, new String[]{"perl"}));
            assertFalse(procFs.isNamed(processId, new String[]{"database-server"}));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}

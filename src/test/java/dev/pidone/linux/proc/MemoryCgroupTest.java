package dev.pidone.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.kernel.MemoryUse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as the kernel has them, in each arrangement of hierarchies, mounts and namespaces that containers meet. */
class MemoryCgroupTest {
    private static final long MIB = 1 << 20;
    private static final long NOTHING = -1;
    private static final String NO_LIMIT_OF_FIRST = "9223372036854771712";
    private static final int ROUNDS = 200;
    private static final String OTHER_MOUNTS = """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            23 27 0:22 / /sys rw,relatime shared:7 master:2 - sysfs sysfs rw
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            """;

    @TempDir
    private Path folder;

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private void processIn(String groups, String mounts) throws IOException {
        write("proc/self/cgroup", groups);
        write("proc/self/mountinfo", OTHER_MOUNTS + mounts);
    }

    private void first(String group, long killed, String limit, long failures) throws IOException {
        String directory = "sys/fs/cgroup/memory" + group;
        write(directory + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill " + killed + "\n");
        write(directory + "/memory.limit_in_bytes", limit + "\n");
        write(directory + "/memory.failcnt", failures + "\n");
        write(directory + "/memory.max_usage_in_bytes", 4 * MIB + "\n");
    }

    private void second(String group, long killed, long ooms, String limit) throws IOException {
        String directory = "sys/fs/cgroup" + group;
        write(directory + "/memory.events",
                "low 0\nhigh 0\nmax 17\noom " + ooms + "\noom_kill " + killed + "\noom_group_kill 0\n");
        write(directory + "/memory.max", limit + "\n");
    }

    private MemoryUse read() {
        MemoryUse memory = new MemoryCgroup(folder.toString()).read();
        assertNotNull(memory);
        return memory;
    }

    private static void assertLimit(long bytes, boolean isReached, boolean isOfParent, MemoryUse memory) {
        assertEquals(bytes, memory.limitBytes());
        assertEquals(isReached, memory.wasLimitReached());
        assertEquals(isOfParent, memory.isLimitOfParent());
    }

    @Test
    void aContainerOfVersionTwoSeesItsGroupAsTheRoot() throws IOException {
        processIn("0::/\n", "41 31 0:38 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate\n");
        second("", 2, 3, Long.toString(32 * MIB));
        write("sys/fs/cgroup/memory.peak", 31 * MIB + "\n");
        MemoryUse memory = read();
        assertEquals(2, memory.killed());
        assertEquals(31 * MIB, memory.peakBytes());
        assertLimit(32 * MIB, true, false, memory);
    }

    @Test
    void whatWasCountedBeforeTheBeginningDoesNotCount() throws IOException {
        processIn("0::/job\n", "41 31 0:38 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate\n");
        second("/job", 2, 3, Long.toString(32 * MIB));
        second("", 2, 4, Long.toString(64 * MIB));
        MemoryCgroup group = new MemoryCgroup(folder.toString());
        group.begin();
        assertEquals(0, group.read().killed());
        assertLimit(32 * MIB, false, false, group.read());
        second("/job", 3, 3, Long.toString(32 * MIB));
        second("", 3, 5, Long.toString(64 * MIB));
        assertEquals(1, group.read().killed());
        assertLimit(64 * MIB, true, true, group.read());
    }

    @Test
    void inVersionOneToo() throws IOException {
        processIn("4:memory:/job\n", "42 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        first("/job", 1, Long.toString(4 * MIB), 7);
        MemoryCgroup group = new MemoryCgroup(folder.toString());
        group.begin();
        assertEquals(0, group.read().killed());
        assertLimit(4 * MIB, false, false, group.read());
        first("/job", 2, Long.toString(4 * MIB), 8);
        assertEquals(1, group.read().killed());
        assertLimit(4 * MIB, true, false, group.read());
    }

    /** Another part of the hierarchy may be mounted there, with a group of the same name. */
    @Test
    void whereTheGroupIsNotWhereItSeemsToBeNothingIsSaid() throws IOException {
        processIn("0::/job\n", "41 31 0:38 / /elsewhere rw - cgroup2 cgroup2 rw\n");
        second("/job", 0, 0, Long.toString(32 * MIB));
        write("elsewhere/job/memory.events", "oom 1\noom_kill 1\n");
        write("elsewhere/job/memory.max", "max\n");
        MemoryCgroup group = new MemoryCgroup(folder.toString());
        group.begin();
        assertNull(group.read());
        assertNull(group.read());
        MemoryCgroup other = new MemoryCgroup(folder.toString());
        assertEquals(1, other.read().killed());
    }

    @Test
    void whereItIsUnusualItIsFoundAtTheBeginning() throws IOException {
        processIn("0::/job\n", "41 31 0:38 / /elsewhere rw - cgroup2 cgroup2 rw\n");
        write("elsewhere/job/memory.events", "oom 1\noom_kill 1\n");
        write("elsewhere/job/memory.max", "max\n");
        MemoryCgroup group = new MemoryCgroup(folder.toString());
        group.begin();
        write("elsewhere/job/memory.events", "oom 2\noom_kill 3\n");
        assertEquals(2, group.read().killed());
    }

    @Test
    void whereNobodyWasKilledBeforeOneLookIsEnough() throws IOException {
        processIn("4:memory:/job\n", "42 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        first("/job", 0, Long.toString(4 * MIB), 7);
        MemoryCgroup group = new MemoryCgroup(folder.toString());
        group.begin();
        first("/job", 2, Long.toString(4 * MIB), 8);
        assertEquals(2, group.read().killed());
        assertLimit(4 * MIB, true, false, group.read());
    }

    @Test
    void whatThisKernelDoesNotCountIsUnknown() throws IOException {
        processIn("0::/\n", "41 31 0:38 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
        write("sys/fs/cgroup/memory.events", "low 0\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        MemoryUse memory = read();
        assertEquals(NOTHING, memory.killed());
        assertEquals(NOTHING, memory.peakBytes());
        assertLimit(NOTHING, false, false, memory);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 16, false, true", "0, 1, 64, true, true", "1, 1, 32, true, false", "1, 0, 32, true, false"})
    void inVersionTwoTheLimitThatWasReachedIsToldFromTheOneAbove(long ownOoms, long podOoms, long mib,
            boolean isReached, boolean isOfParent) throws IOException {
        processIn("0::/pods/pod/container\n", "41 31 0:38 /pods /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
        second("/pod/container", 1, ownOoms, Long.toString(32 * MIB));
        // Events of groups below are counted here, too, and those of the pod's other containers with them.
        second("/pod", 9, 9, Long.toString(podOoms > 0 ? 64 * MIB : 16 * MIB));
        write("sys/fs/cgroup/pod/memory.events.local", "oom " + podOoms + "\noom_kill 0\n");
        write("sys/fs/cgroup/pod/container/memory.events.local", "oom " + ownOoms + "\noom_kill 0\n");
        second("", 9, 9, "max");
        MemoryUse memory = read();
        assertEquals(1, memory.killed());
        assertLimit(mib * MIB, isReached, isOfParent, memory);
    }

    @Test
    void aGroupWithoutTheControllerIsAccountedForByTheOneAbove() throws IOException {
        processIn("0::/service/init\n", "41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Files.createDirectories(folder.resolve("sys/fs/cgroup/service/init"));
        second("/service", 5, 1, Long.toString(MIB));
        MemoryUse memory = read();
        assertEquals(5, memory.killed());
        assertLimit(MIB, true, false, memory);
    }

    @ParameterizedTest
    @CsvSource({"/docker/0123, /docker/0123, ''", "/docker/0123, /, /docker/0123", "/, /, ''",
            "/docker/0123/sub, /docker/0123, /sub", "/../0123, /.., /0123"})
    void theGroupOfVersionOneIsFoundBelowWhatIsMounted(String own, String mounted, String directory)
            throws IOException {
        processIn("9:name=systemd:/elsewhere\n4:cpu,memory:" + own + "\n3:cpuset:/\n0::/unified\n",
                "35 31 0:32 " + mounted + " /sys/fs/cgroup/memory ro,relatime master:9 - cgroup cgroup rw,cpu,memory\n"
                        + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n");
        first(directory, 3, Long.toString(32 * MIB), 40);
        MemoryUse memory = read();
        assertEquals(3, memory.killed());
        assertEquals(4 * MIB, memory.peakBytes());
        assertLimit(32 * MIB, true, false, memory);
    }

    @Test
    void inVersionOneTheLimitOfAParentThatWasReachedIsFound() throws IOException {
        processIn("4:memory:/kubepods/pod/container\n",
                "35 31 0:32 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        first("/kubepods/pod/container", 1, NO_LIMIT_OF_FIRST, 0);
        first("/kubepods/pod", 7, Long.toString(64 * MIB), 1);
        first("/kubepods", 0, Long.toString(1024 * MIB), 0);
        first("", 0, NO_LIMIT_OF_FIRST, 0);
        MemoryUse memory = read();
        assertEquals(1, memory.killed());
        assertLimit(64 * MIB, true, true, memory);
    }

    /** So it is in Linux 6.18 where the limit of memory and swap is the same. */
    @Test
    void inVersionOneThePeakTellsWhereFailuresAreNotCounted() throws IOException {
        processIn("4:memory:/\n", "35 31 0:32 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        first("", 1, Long.toString(4 * MIB), 0);
        assertLimit(4 * MIB, true, false, read());
    }

    @Test
    void aMountPointMayHaveBlanks() throws IOException {
        processIn("0::/a b\n", "41 31 0:38 /a\\040b /my\\040groups\\134 rw - cgroup2 cgroup2 rw\n");
        write("my groups\\/memory.events", "oom 0\noom_kill 6\n");
        assertEquals(6, read().killed());
    }

    @Test
    void aMountThatHidesAnotherPartOfTheHierarchyIsPassedOver() throws IOException {
        processIn("0::/mine\n",
                "40 31 0:38 /other /other rw - cgroup2 cgroup2 rw\n" + "41 31 0:38 /min /min rw - cgroup2 cgroup2 rw\n"
                        + "42 31 0:38 /.. /up rw - cgroup2 cgroup2 rw\n"
                        + "43 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        second("/mine", 8, 0, "max");
        assertEquals(8, read().killed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"'';''", "0::/;''", "0::/gone;41 31 0:38 / /sys/fs/cgroup rw - cgroup2 c rw",
            "4:memory:/;41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
            "0::/../other;41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "4:cpu:/;41 31 0:38", "nonsense;x"})
    void whereNothingIsMountedNothingIsKnown(String groups, String mounts) throws IOException {
        assertNull(new MemoryCgroup(folder.toString()).read());
        processIn(groups, mounts);
        Files.createDirectories(folder.resolve("sys/fs/cgroup/other"));
        assertNull(new MemoryCgroup(folder.toString()).read());
    }

    /** Fewer bytes than the smallest object of a round has. */
    @Test
    void readingAllocatesNothing() throws IOException {
        aContainerOfVersionTwoSeesItsGroupAsTheRoot();
        MemoryCgroup memory = new MemoryCgroup(folder.toString());
        readOften(memory);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        readOften(memory);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertTrue(after - before < 8L * ROUNDS, (after - before) + " bytes");
    }

    private static void readOften(MemoryCgroup memory) {
        for (int round = 0; round < ROUNDS; round++) {
            memory.read();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 1"})
    void inVersionOneGroupsBelowCountForThemselves(long killed, long expected) throws IOException {
        processIn("4:memory:/a\n", "33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        first("/a", killed, NO_LIMIT_OF_FIRST, 0);
        assertEquals(killed, read().killed());
        first("/a/below", 1, "1048576", 1);
        Path group = folder.resolve("sys/fs/cgroup/memory/a");
        assumeTrue(Files.getAttribute(group, "unix:nlink").equals(3), "a file system that does not count directories");
        assertEquals(expected, read().killed());
    }

    @Test
    void inVersionTwoGroupsBelowAreCounted() throws IOException {
        processIn("0::/\n", "41 31 0:38 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate\n");
        second("", 0, 0, "max");
        second("/below", 0, 0, "max");
        assertEquals(0, read().killed());
    }
}

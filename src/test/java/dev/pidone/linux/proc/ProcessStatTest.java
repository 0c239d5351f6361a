package dev.pidone.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are what Linux says, as of proc_pid_stat(5). */
class ProcessStatTest {
    /** From the terminal on: the number of threads is the thirteenth of them. */
    private static final String REST = " 34816 4242 4194304 95 0 0 0 0 0 0 0 20 0 %d 0 8765432 9000000 300"
            + " 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private final MemorySegment text = Arena.global().allocate(4096);
    private final ProcessStat stat = new ProcessStat(text.address());

    private void read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
        text.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
        stat.begin(bytes.length);
    }

    private void read(String name, char state, int threads) {
        read("4242 (" + name + ") " + state + " 17 4240 4000" + REST.formatted(threads));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "", "a b", ")", "(", ") Z 1 1 1 (", "x) R 9 9 9", "caf\u00e9\n"})
    void theNameMayBeAnything(String name) {
        read(name, 'S', 1);
        assertEquals(17, stat.parent());
        assertEquals(4000, stat.session());
        assertFalse(stat.isZombie());
    }

    @ParameterizedTest
    @CsvSource({"R, 1", "S, 1", "D, 1", "T, 1", "t, 1", "I, 1", "S, 20"})
    void whoRunsSleepsOrIsStoppedIsAlive(char state, int threads) {
        read("sh", state, threads);
        assertFalse(stat.isZombie());
    }

    @ParameterizedTest
    @CsvSource({"Z, 1", "X, 1", "Z, 0", "X, 0"})
    void whoHasEndedIsAZombie(char state, int threads) {
        read("sh", state, threads);
        assertTrue(stat.isZombie());
    }

    /** Its state is that of its first thread (pthread_exit(3) in main). */
    @Test
    void whoseFirstThreadHasEndedIsAliveWhileOthersRun() {
        read("server", 'Z', 2);
        assertFalse(stat.isZombie());
        read("server", 'Z', 1);
        assertTrue(stat.isZombie());
    }

    @Test
    void parentAndSessionMayBeOutsideOfTheNamespace() {
        read("1 (init) S 0 0 0" + REST.formatted(1));
        assertEquals(0, stat.parent());
        assertEquals(0, stat.session());
    }

    @Test
    void whatEndsEarlySaysNothing() {
        read("server", 'Z', 30);
        for (String line : new String[]{"", "4242", "4242 (sh", "4242 (sh)", "4242 (sh) ", "4242 (sh) S"}) {
            read(line);
            assertEquals(0, stat.parent(), line);
            assertEquals(0, stat.session(), line);
            assertFalse(stat.isZombie(), line);
        }
        read("4242 (sh) S 17");
        assertEquals(17, stat.parent());
        assertEquals(0, stat.session());
    }
}

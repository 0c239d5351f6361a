package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are what Linux says, as of proc_pid_stat(5). */
class ProcessStatTest {
    private static final String JVM = "9344 (java) S 3221 9344 3221 34816 9344 1077936128 9842 117 0 2 54 13 0 1 20 0"
            + " 25 0 50717 8447524864 11470 18446744073709551615 94078812078080 94078812079153 140728243302896 0 0 0 0"
            + " 4096 16800975 0 0 0 17 1 0 0 0 0 0 94078812089776 94078812090384 94079683522560 140728243310651"
            + " 140728243310766 140728243310766 140728243314638 0\n";
    private static final String ZOMBIE = "4242 (%s) Z 17 4240 4000 0 -1 4227084 102 0 0 0 0 0 0 0 20 0 %d 0 8765432 0 0"
            + " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private static ProcessStat parse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return ProcessStat.parse(bytes, bytes.length);
    }

    @Test
    void eachFieldIsFoundWhereTheManualPageHasIt() {
        assertEquals(new ProcessStat("java", 'S', 3221, 25, 50717), parse(JVM));
        assertEquals(new ProcessStat("sh", 'Z', 17, 1, 8765432), parse(ZOMBIE.formatted("sh", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "(sd-pam)", "tmux: server", ")", "(", ") Z 1 1 1 (", "x) R 9 9 9",
            "caf\u00c3\u00a9\n"})
    void theNameMayBeAnything(String name) {
        assertEquals(new ProcessStat(name, 'Z', 17, 1, 8765432), parse(ZOMBIE.formatted(name, 1)));
    }

    /** pthread_exit(3) in main. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false"})
    void aZombieHasNoStatusWhileOtherThreadsRun(int threads, boolean hasStatus) {
        ProcessStat stat = parse(ZOMBIE.formatted("server", threads));
        assertTrue(stat.isZombie());
        assertEquals(hasStatus, stat.hasStatus());
    }

    @Test
    void whoRunsIsNoZombie() {
        assertFalse(parse(JVM).isZombie());
        assertFalse(parse(JVM).hasStatus());
    }

    @Test
    void whatEndsEarlySaysNothing() {
        String start = JVM.substring(0, JVM.indexOf(" 50717") + 1);
        for (int length = 0; length <= start.length(); length++) {
            assertNull(parse(start.substring(0, length)), start.substring(0, length));
        }
    }

    /** The array may hold more: what an earlier, longer file had there. */
    @Test
    void whatIsBehindTheLineIsNotRead() {
        byte[] bytes = JVM.getBytes(StandardCharsets.ISO_8859_1);
        assertNull(ProcessStat.parse(bytes, JVM.indexOf(" 50717")));
    }
}

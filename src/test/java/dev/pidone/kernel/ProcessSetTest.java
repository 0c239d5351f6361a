package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessSetTest {
    private final ProcessSet set = new ProcessSet();

    @Test
    void eachProcessIsNewOnce() {
        Random random = new Random(1);
        Set<String> model = new HashSet<>();
        for (int count = 0; count < 100_000; count++) {
            int processId = random.nextInt(1, 40_000);
            int start = random.nextInt(3);
            assertEquals(model.add(processId + " " + start), set.add(processId, start));
        }
        assertEquals(model.size(), set.size());
    }

    @Test
    void whoGetsTheIdLaterIsAnother() {
        assertTrue(set.add(7, 100));
        assertTrue(set.add(7, 101));
        assertTrue(set.add(8, 100));
        assertFalse(set.add(7, 100));
    }

    @Test
    void afterReleaseNobodyIsThere() {
        for (int processId = 1; processId < 10_000; processId++) {
            set.add(processId, 0);
        }
        set.release();
        assertEquals(0, set.size());
        assertTrue(set.add(5000, 0));
        assertFalse(set.add(5000, 0));
    }
}

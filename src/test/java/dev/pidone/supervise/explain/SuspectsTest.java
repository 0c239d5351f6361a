package dev.pidone.supervise.explain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.ProcessDetails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspectsTest {
    private static final int ONE = 7;
    private static final int OTHER = 8;

    private final Suspects suspects = new Suspects();

    private static ProcessDetails details(char state, int contextSwitches) {
        ProcessDetails details = new ProcessDetails();
        details.set(state, 1);
        details.setContextSwitches(contextSwitches);
        return details;
    }

    @ParameterizedTest
    @CsvSource({"D, 5, D, 5, true", "Z, 5, Z, 5, true", "D, 5, D, 6, false", "D, 5, S, 5, false", "S, 5, D, 5, false",
            "T, 5, T, 5, false", "D, 5, Z, 6, false"})
    void whoHasNotRunSinceTheFirstLookIsStuck(char first, int switchesFirst, char second, int switches, boolean stuck) {
        suspects.look(ONE, details(first, switchesFirst));
        assertTrue(suspects.isEmpty() == (first != 'D' && first != 'Z'));
        assertTrue(suspects.isStuck(ONE, details(second, switches)) == stuck);
        assertFalse(suspects.isStuck(OTHER, details(second, switches)));
    }

    @Test
    void ofTooManyTheFirstCount() {
        for (int processId = 1; processId <= 100; processId++) {
            suspects.look(processId, details('D', processId));
        }
        assertTrue(suspects.isStuck(1, details('D', 1)));
        assertFalse(suspects.isStuck(100, details('D', 100)));
    }
}

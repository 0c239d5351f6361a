package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    private final Pace pace = new Pace();

    private void idle() {
        for (int i = 0; i < 10; i++) {
            pace.pause(Reaper.NEVER, 0, 0);
        }
    }

    @Test
    void whileNothingIsFoundItLooksEveryTwoSeconds() {
        idle();
        assertEquals(2 * SECOND, pace.pause(Reaper.NEVER, 0, 0));
    }

    @Test
    void afterAFindItLooksSoonAgainAndThenLessAndLess() {
        idle();
        assertEquals(Reaper.SOON, pace.pause(Reaper.SOON, 0, 0));
        assertEquals(2 * Reaper.SOON, pace.pause(Reaper.NEVER, 0, 0));
        assertEquals(4 * Reaper.SOON, pace.pause(Reaper.NEVER, 0, 0));
        assertEquals(Reaper.SOON, pace.pause(0, 0, 0));
    }

    @Test
    void looksThatCostMuchAreRarer() {
        // 3,000 adopted children that live.
        assertTrue(pace.pause(Reaper.SOON, 30 * MILLISECOND, 0) >= 20 * 30 * MILLISECOND);
    }

    @Test
    void whateverALookCostsTheNextOneIsDueInAFewSeconds() {
        assertEquals(2 * SECOND, pace.pause(Reaper.NEVER, 10 * SECOND, 0));
    }

    @Test
    void itKeepsUpWithOrphansHoweverManyThereAre() {
        // About what they cost.
        assertEquals(Reaper.SOON, pace.pause(Reaper.SOON, 400 * MILLISECOND, 5000));
    }
}

package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.agent.SimulatedJvm.Origin;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reaper against a simulated kernel and JDK, which go on between any two things that it looks at. */
class ReaperTest {
    private static final int SCHEDULES = 1500;
    /** For more {@code -Dpidone.agent.faults=100000}. */
    private static final long FAULTS = Long.getLong("pidone.agent.faults", 300);
    private static final long TEN_SECONDS = 10_000_000_000L;
    private static final int LOOKS = 60;
    private static final long STEP = 100_000_000;
    private static final long AGE = 10_000_000_000L;

    private final SimulatedJvm jvm = new SimulatedJvm(new Random(1), true);
    private final Reaper reaper = reaper(jvm, "");
    private long now;

    private static Reaper reaper(SimulatedJvm jvm, String optionsText) {
        Options options = new Options();
        options.add(optionsText);
        return new Reaper(jvm.proc(), jvm, jvm.hiddenChildren(), SimulatedJvm.SELF, options,
                (processId, name, status) -> {
                });
    }

    private long look() throws ReflectiveOperationException {
        now += STEP;
        return reaper.look(now);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noStatusOfAJavaProcessIsTakenAndNoOrphanIsLeft(boolean kernelKeepsLists) throws Exception {
        long first = Long.getLong("pidone.seed", 0);
        long last = Long.getLong("pidone.seed", SCHEDULES - 1L);
        for (long seed = first; seed <= last; seed++) {
            SimulatedJvm world = new SimulatedJvm(new Random(seed), kernelKeepsLists);
            Reaper underTest = reaper(world, seed % 2 == 0 ? "age=0s" : "");
            long time = 0;
            world.go(true);
            for (int i = 0; i < LOOKS; i++) {
                time += STEP;
                underTest.look(time);
            }
            world.go(false);
            world.finish();
            long next;
            do {
                time += STEP;
                next = underTest.look(time);
            } while (next != Reaper.NEVER);
            assertEquals("", world.complaints(), "seed " + seed);
            assertEquals(0, world.zombies(), "seed " + seed);
        }
    }

    @Test
    void orphansThatAreHiddenAreReapedAndNoStatusOfAJavaProcessIsTaken() throws Exception {
        for (long seed = 0; seed < SCHEDULES / 3; seed++) {
            SimulatedJvm world = new SimulatedJvm(new Random(seed), true);
            world.hide();
            Reaper underTest = reaper(world, "");
            long time = 0;
            world.go(true);
            for (int i = 0; i < LOOKS; i++) {
                underTest.look(time += STEP);
            }
            world.go(false);
            world.finish();
            for (int i = 0; i < LOOKS && world.zombies() > 0; i++) {
                underTest.look(time += STEP);
            }
            assertEquals("", world.complaints(), "seed " + seed);
            assertEquals(0, world.zombies(), "seed " + seed);
            underTest.look(time += STEP);
            assertFalse(underTest.hasHidden(), "seed " + seed);
        }
    }

    /** As ReaperThread does: the next look is due anyway. */
    private static long lookAndMayFail(Reaper reaper, long time) throws ReflectiveOperationException {
        try {
            return reaper.look(time);
        } catch (OutOfMemoryError | SecurityException e) {
            return Reaper.SOON;
        }
    }

    /** With each fault, inside of another program or not, and with orphans that are hidden or not. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true"})
    void whateverFailsIsMadeUpForWithinTenSeconds(boolean isInsideAnotherProgram, boolean areHidden) throws Exception {
        long first = Long.getLong("pidone.seed", 0);
        long last = Long.getLong("pidone.seed", FAULTS - 1L);
        for (long seed = first; seed <= last; seed++) {
            SimulatedJvm world = new SimulatedJvm(new Random(seed), true);
            if (isInsideAnotherProgram) {
                world.putInsideAnotherProgram();
            }
            world.hasFewThreads();
            if (areHidden) {
                world.hide();
            }
            Reaper underTest = reaper(world, "age=1s");
            long time = 0;
            world.go(true);
            for (int i = 0; i < LOOKS; i++) {
                world.fail(i / 10 % 2 == 0);
                time += STEP;
                lookAndMayFail(underTest, time);
            }
            world.fail(false);
            world.go(false);
            world.finish();
            long end = time + TEN_SECONDS;
            while (world.zombies() > 0 && time < end) {
                time += STEP;
                underTest.look(time);
            }
            assertEquals("", world.complaints(), "seed " + seed);
            assertEquals(0, world.zombies(), "seed " + seed);
        }
    }

    @Test
    void anOrphanIsReapedWhenItIsSeenForTheSecondTime() throws Exception {
        jvm.addZombie(Origin.ORPHAN);
        look();
        assertEquals(1, jvm.zombies());
        look();
        assertEquals(0, jvm.zombies());
    }

    @Test
    void whatComesToAThreadThatSleepsIsAnOrphan() throws Exception {
        jvm.putInsideAnotherProgram();
        Reaper inside = reaper(jvm, "");
        for (int i = 0; i < 3; i++) {
            assertEquals(0, jvm.zombies());
            inside.look(now += STEP);
            jvm.addZombie(Origin.ORPHAN);
            inside.look(now += STEP);
            inside.look(now += STEP);
        }
        assertEquals(0, jvm.zombies());
    }

    @Test
    void whatHasComeWhileALookFailedIsAnOrphanAllTheSame() throws Exception {
        jvm.putInsideAnotherProgram();
        Reaper inside = reaper(jvm, "");
        inside.look(now += STEP);
        for (int i = 0; i < 2; i++) {
            jvm.addZombie(Origin.ORPHAN);
            jvm.hideFirstThread(true);
            inside.look(now += STEP);
            assertFalse(inside.hasSeen());
            jvm.hideFirstThread(false);
            inside.look(now += STEP);
            inside.look(now += STEP);
            assertEquals(0, jvm.zombies());
        }
    }

    @Test
    void aChildOfTheProgramAroundTheJvmIsLeftAloneForAWhile() throws Exception {
        jvm.putInsideAnotherProgram();
        Reaper inside = reaper(jvm, "");
        inside.look(now += STEP);
        // In the first thread's list, as an orphan is.
        jvm.addZombie(Origin.ORPHAN);
        jvm.wakeFirstThread();
        while (now < AGE) {
            inside.look(now += STEP);
            assertEquals(1, jvm.zombies());
        }
        for (int i = 0; i < 4; i++) {
            inside.look(now += STEP);
        }
        assertEquals(0, jvm.zombies());
    }

    @Test
    void thereIsNothingToLookForWhereNoChildHasEnded() throws Exception {
        jvm.addLiving(Origin.ORPHAN);
        assertEquals(Reaper.NEVER, look());
    }

    @Test
    void whatNativeCodeHasForkedIsLeftAloneForAWhile() throws Exception {
        jvm.addZombie(Origin.NATIVE);
        while (now < AGE) {
            look();
            assertEquals(1, jvm.zombies());
        }
        for (int i = 0; i < 4; i++) {
            look();
        }
        assertEquals(0, jvm.zombies());
    }

    @Test
    void anOrphanWithTheNumberOfAChildOfNativeCodeIsReapedAtOnce() throws Exception {
        jvm.addZombie(Origin.NATIVE);
        look();
        jvm.replaceZombie(Origin.ORPHAN);
        look();
        look();
        assertEquals(0, jvm.zombies());
    }

    @Test
    void nothingOfOtherThreadsIsReapedWhileAStartIsUnderWay() throws Exception {
        jvm.addZombie(Origin.NATIVE);
        jvm.fork();
        while (now < 2 * AGE) {
            look();
        }
        assertEquals(1, jvm.zombies());
    }

    @Test
    void aZombieThatTheJdkNeverReapsIsNotLookedAtForEver() throws Exception {
        jvm.addZombie(Origin.JAVA);
        long next;
        int looks = 0;
        do {
            next = look();
            looks++;
        } while (next != Reaper.NEVER && looks < 10_000);
        assertEquals(Reaper.NEVER, next);
        assertEquals(1, jvm.zombies());
    }

    @Test
    void aTracedZombieWaitsForItsDebugger() throws Exception {
        jvm.addZombie(Origin.TRACED);
        for (int i = 0; i < 20; i++) {
            assertTrue(look() < Reaper.NEVER);
        }
        assertEquals(1, jvm.zombies());
    }
}

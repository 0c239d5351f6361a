package dev.pidone.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.ModeName;
import dev.pidone.simulation.FaultyKernel;
import dev.pidone.simulation.Statistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The modes in random worlds. {@code -Dpidone.seed=N} runs the schedule of one seed, {@code -Dpidone.schedules=N} more
 * or fewer of them.
 */
class RandomSchedulesTest {
    private static final String ONE_SEED = "pidone.seed";
    private static final String HOW_MANY = "pidone.schedules";
    private static final int SCHEDULES = 10_000;

    private static LongStream seeds() {
        Long one = Long.getLong(ONE_SEED);
        return one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger(HOW_MANY, SCHEDULES));
    }

    @Test
    void everyScheduleKeepsTheRules() {
        seeds().forEach(seed -> new RandomSchedule(seed).run());
    }

    @Test
    void theSchedulesAreLively() {
        Map<ModeName, Statistics> totals = new EnumMap<>(ModeName.class);
        for (long seed = 0; seed < 10_000; seed++) {
            RandomSchedule schedule = new RandomSchedule(seed);
            schedule.run();
            totals.merge(schedule.mode(), schedule.kernel().statistics(), Statistics::plus);
        }
        assertEquals(Set.of(ModeName.values()), totals.keySet());
        for (ModeName mode : List.of(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN)) {
            Statistics total = totals.get(mode);
            assertTrue(total.forwarded() > 1000, total.toString());
            assertTrue(total.forwardedDirectly() > 500, total.toString());
            assertTrue(total.reaped() > 500, total.toString());
            assertTrue(total.adopted() > 500, total.toString());
            assertTrue(total.recycled() > 100, total.toString());
            assertTrue(total.kills() > 50, total.toString());
            assertTrue(total.orphansTerminated() > 10, total.toString());
            assertTrue(total.plannedSteps() > 500, total.toString());
        }
    }

    @Test
    void aSeedDecidesAllThatHappens() {
        for (long seed = 0; seed < 100; seed++) {
            RandomSchedule first = new RandomSchedule(seed);
            RandomSchedule again = new RandomSchedule(seed);
            first.run();
            again.run();
            assertEquals(first.kernel().trace(), again.kernel().trace());
        }
    }

    @Test
    void anotherSeedMakesAnotherSchedule() {
        RandomSchedule one = firstOf(ModeName.WAIT_ALL_CHILDREN, 0);
        RandomSchedule other = firstOf(ModeName.WAIT_ALL_CHILDREN, 100);
        one.run();
        other.run();
        assertNotEquals(one.kernel().trace(), other.kernel().trace());
    }

    private static RandomSchedule firstOf(ModeName mode, long from) {
        return LongStream.iterate(from, seed -> seed + 1).mapToObj(RandomSchedule::new)
                .filter(schedule -> schedule.mode() == mode).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aBugIsCaughtAndItsSeedReplaysIt(FaultyKernel bug) {
        long seed = LongStream.range(0, SCHEDULES).filter(candidate -> fails(candidate, bug)).findFirst()
                .orElseThrow(() -> new AssertionError("no schedule has caught the bug"));
        AssertionError failure = failure(seed, bug);
        assertTrue(failure.getMessage().endsWith("replay it with -D" + ONE_SEED + "=" + seed), failure.getMessage());
        assertEquals(failure.getMessage(), failure(seed, bug).getMessage());
    }

    private static boolean fails(long seed, FaultyKernel bug) {
        try {
            new RandomSchedule(seed).run(bug);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private static AssertionError failure(long seed, FaultyKernel bug) {
        return assertThrows(AssertionError.class, () -> new RandomSchedule(seed).run(bug));
    }

    @Test
    void aPropertyChoosesTheSeedToReplay() {
        String before = System.getProperty(ONE_SEED);
        try {
            System.setProperty(ONE_SEED, "4711");
            assertEquals(List.of(4711L), seeds().boxed().toList());
        } finally {
            if (before == null) {
                System.clearProperty(ONE_SEED);
            } else {
                System.setProperty(ONE_SEED, before);
            }
        }
    }
}

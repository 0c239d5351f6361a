package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdsTest {
    private final ProcessIds list = new ProcessIds();

    private void add(int... processIds) {
        for (int processId : processIds) {
            assertTrue(list.add(processId, processId));
        }
    }

    private List<Integer> processIds() {
        List<Integer> processIds = new ArrayList<>();
        for (int index = 0; index < list.size(); index++) {
            processIds.add(list.processId(index));
        }
        return processIds;
    }

    @Test
    void itHoldsWhatWasAddedInItsOrder() {
        add(7, 3, 9, 1);
        assertEquals(List.of(7, 3, 9, 1), processIds());
        assertEquals(2, list.indexOf(9));
        assertEquals(-1, list.indexOf(8));
    }

    @Test
    void anEmptyListHoldsNobody() {
        assertEquals(0, list.size());
        assertEquals(-1, list.indexOf(1));
        list.removeProcess(1);
        list.sort();
        assertEquals(0, list.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 32, 0xffff_ffffL, Long.MIN_VALUE, Long.MAX_VALUE, 5_000_000_000L})
    void aProcessHasANumber(long value) {
        list.add(7, 1);
        list.add(8, value);
        list.add(9, 2);
        assertEquals(value, list.value(1));
        list.setValue(0, value);
        assertEquals(value, list.value(0));
        assertEquals(value, list.value(1));
        assertEquals(2, list.value(2));
    }

    @Test
    void sortingKeepsTheNumbersWithTheirProcesses() {
        add(7, 3, 9, 1);
        list.sort();
        assertEquals(List.of(1, 3, 7, 9), processIds());
        for (int index = 0; index < list.size(); index++) {
            assertEquals(list.processId(index), list.value(index));
        }
    }

    @Test
    void theOrderOfTheOthersStaysWhenOneGoes() {
        add(7, 3, 9, 1);
        list.removeProcess(3);
        assertEquals(List.of(7, 9, 1), processIds());
        list.remove(0);
        assertEquals(List.of(9, 1), processIds());
        list.removeProcess(8);
        assertEquals(List.of(9, 1), processIds());
        list.remove(1);
        list.remove(0);
        assertEquals(List.of(), processIds());
    }

    @Test
    void itIsEmptyAfterItWasCleared() {
        add(7, 8);
        list.clear();
        assertEquals(0, list.size());
        assertEquals(-1, list.indexOf(7));
        list.release();
        add(9);
        assertEquals(List.of(9), processIds());
    }

    /** Whatever is added, taken out and sorted: each process is found, with its number. */
    @Test
    void itIsAListAlsoAfterManyChanges() {
        Random random = new Random(1);
        Map<Integer, Long> expected = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int processId = 1 + random.nextInt(500);
            if (random.nextInt(100) == 0) {
                list.sort();
            } else if (expected.containsKey(processId)) {
                list.removeProcess(processId);
                expected.remove(processId);
            } else {
                list.add(processId, step);
                expected.put(processId, (long) step);
            }
            int wanted = 1 + random.nextInt(500);
            int index = list.indexOf(wanted);
            assertEquals(expected.containsKey(wanted), index >= 0);
            assertTrue(index < 0 || list.processId(index) == wanted && list.value(index) == expected.get(wanted));
            assertEquals(expected.size(), list.size());
        }
    }

    @Test
    void manyProcessesAreSortedAndFound() {
        int count = 30_000;
        for (int processId = count; processId > 0; processId--) {
            list.add(processId, -processId);
        }
        list.sort();
        for (int processId = 1; processId <= count; processId++) {
            assertEquals(processId - 1, list.indexOf(processId));
            assertEquals(-processId, list.value(processId - 1));
        }
    }
}

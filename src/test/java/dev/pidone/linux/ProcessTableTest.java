package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private final ProcessTable table = new ProcessTable();

    private Set<Integer> processIds() {
        Set<Integer> processIds = new TreeSet<>();
        for (int index = 0; index < table.size(); index++) {
            processIds.add(table.processId(index));
        }
        return processIds;
    }

    @Test
    void itHoldsWhatWasAdded() {
        table.add(7, 3, 5, false);
        table.add(9, 7, 6, true);
        assertEquals(2, table.size());
        assertEquals(7, table.processId(0));
        assertEquals(3, table.parent(0));
        assertEquals(5, table.session(0));
        assertFalse(table.isZombie(0));
        assertEquals(9, table.processId(1));
        assertEquals(7, table.parent(1));
        assertEquals(6, table.session(1));
        assertTrue(table.isZombie(1));
    }

    @Test
    void itIsEmptyAfterItWasCleared() {
        table.add(7, 3, 5, false);
        table.clear();
        assertEquals(0, table.size());
    }

    @Test
    void itGrowsWithTheNumberOfProcesses() {
        for (int processId = 1; processId <= 1000; processId++) {
            table.add(processId, processId - 1, processId / 10, processId % 2 == 0);
        }
        assertEquals(1000, table.size());
        for (int index = 0; index < 1000; index++) {
            assertEquals(index + 1, table.processId(index));
            assertEquals(index, table.parent(index));
            assertEquals((index + 1) / 10, table.session(index));
            assertEquals(index % 2 == 1, table.isZombie(index));
        }
        assertTrue(table.isConnected());
        table.keepDescendantsOf(500);
        assertEquals(500, table.size());
    }

    @Test
    void descendantsAreChildrenAndTheirChildrenInAnyOrder() {
        table.add(40, 30, 1, false);
        table.add(30, 20, 1, true);
        table.add(99, 98, 1, false);
        table.add(20, 10, 1, false);
        table.add(21, 10, 1, false);
        table.add(10, 1, 1, false);
        table.keepDescendantsOf(10);
        assertEquals(Set.of(20, 21, 30, 40), processIds());
    }

    @Test
    void descendantsKeepWhatIsKnownOfThem() {
        table.add(99, 1, 11, false);
        table.add(30, 20, 12, true);
        table.add(20, 10, 13, false);
        table.keepDescendantsOf(10);
        assertEquals(2, table.size());
        for (int index = 0; index < 2; index++) {
            boolean grandchild = table.processId(index) == 30;
            assertEquals(grandchild ? 20 : 10, table.parent(index));
            assertEquals(grandchild ? 12 : 13, table.session(index));
            assertEquals(grandchild, table.isZombie(index));
        }
    }

    @Test
    void aProcessIsNoDescendantOfItself() {
        table.add(10, 1, 1, false);
        table.keepDescendantsOf(10);
        assertEquals(0, table.size());
    }

    @Test
    void itIsConnectedIfEveryParentIsListedOrOutside() {
        assertTrue(table.isConnected());
        table.add(20, 10, 1, false);
        table.add(10, 0, 1, false);
        assertTrue(table.isConnected());
    }

    @Test
    void itIsNotConnectedIfAParentIsMissing() {
        table.add(10, 0, 1, false);
        table.add(20, 15, 1, false);
        assertFalse(table.isConnected());
    }

    @Test
    void whatItHeldBeforeConnectsNothing() {
        table.add(15, 0, 1, false);
        table.clear();
        table.add(10, 0, 1, false);
        table.add(20, 15, 1, false);
        assertFalse(table.isConnected());
    }
}

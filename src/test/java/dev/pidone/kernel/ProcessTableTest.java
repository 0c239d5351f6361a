package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Test
    void aDescendantIsKnownAsSoonAsItsParentsAre() {
        table.add(1, 0, 1, false);
        table.add(7, 1, 1, false);
        table.add(10, 7, 1, false);
        table.add(11, 10, 1, true);
        table.add(12, 13, 1, false);
        table.add(13, 7, 1, false);
        assertFalse(table.markDescendant(0, 7));
        assertFalse(table.markDescendant(1, 7));
        assertTrue(table.markDescendant(2, 7));
        assertTrue(table.markDescendant(3, 7));
        assertFalse(table.markDescendant(4, 7));
        assertTrue(table.markDescendant(5, 7));
        assertTrue(table.markDescendant(4, 7));
    }

    /** The kernel lists them in order, but not every kernel is Linux (gVisor). */
    @Test
    void whileItIsFilledNobodyChangesPlaces() {
        table.add(40, 7, 1, false);
        table.add(30, 40, 1, false);
        assertTrue(table.markDescendant(0, 7));
        assertTrue(table.markDescendant(1, 7));
        assertEquals(40, table.processId(0));
        assertEquals(30, table.processId(1));
    }

    @Test
    void nobodyDescendsFromItselfEvenWhereNumbersHaveGoneRound() {
        table.add(7, 8, 1, false);
        table.add(8, 7, 1, false);
        table.keepDescendantsOf(7);
        assertEquals(Set.of(8), processIds());
    }

    @Test
    void aProcessIsFoundInAnyOrder() {
        table.add(40, 1, 1, false);
        table.add(30, 1, 1, false);
        table.add(50, 1, 1, false);
        assertEquals(50, table.processId(table.indexOf(50)));
        assertEquals(30, table.processId(table.indexOf(30)));
        assertEquals(-1, table.indexOf(45));
    }

    @Test
    void releasedMemoryIsNoLongerSeen() {
        for (int processId = 1; processId <= 1000; processId++) {
            table.add(processId, 1, 1, true);
        }
        table.release();
        assertEquals(0, table.size());
        table.add(5, 1, 1, false);
        assertFalse(table.isZombie(table.indexOf(5)));
        assertEquals(-1, table.indexOf(6));
    }

    @Test
    void whoIsBelowAnotherIsToldForEach() {
        table.add(1, 0, 1, false);
        table.add(10, 1, 1, false);
        table.add(12, 11, 1, false);
        table.add(11, 10, 1, false);
        table.add(20, 1, 1, false);
        table.add(21, 20, 1, false);
        Set<Integer> below = new TreeSet<>();
        for (int index = 0; index < table.size(); index++) {
            if (table.isBelow(index, 10)) {
                below.add(table.processId(index));
            }
        }
        assertEquals(Set.of(11, 12), below);
    }

    @Test
    void aCircleOfParentsIsBelowNobody() {
        table.add(7, 8, 1, false);
        table.add(8, 9, 1, false);
        table.add(9, 7, 1, false);
        assertFalse(table.isBelow(0, 1));
        table.keepDescendantsOf(1);
        assertEquals(0, table.size());
    }

    @Test
    void whoIsListedTwiceIsKeptOnce() {
        table.add(9, 7, 1, false);
        table.add(8, 7, 1, false);
        table.add(9, 8, 1, false);
        table.dropRepetitions();
        assertEquals(2, table.size());
        assertEquals(8, table.processId(0));
        assertEquals(9, table.processId(1));
    }

    @Test
    void whatElseIsKnownOfAProcessStays() {
        table.add(9, 7, 1, true);
        table.setState(0, 'Z');
        table.setStart(0, -5);
        table.setIdentity(0, 1L << 40);
        assertTrue(table.isZombie(0));
        assertEquals('Z', table.state(0));
        assertEquals(-5, table.start(0));
        assertEquals(1L << 40, table.identity(0));
    }

    /** So many that each pair of them would be too many: a chain, each the parent of the next, in every order. */
    @ParameterizedTest
    @EnumSource
    void thirtyThousandProcessesAreNoTrouble(Order order) {
        int count = 30_000;
        for (int place = 0; place < count; place++) {
            int processId = order.processId(place, count);
            table.add(processId, processId == 2 ? 0 : processId - 1, 1, false);
        }
        assertTrue(table.isConnected());
        table.keepDescendantsOf(2);
        assertEquals(count - 1, table.size());
    }

    /** In which order processes are listed, and how their numbers go from parent to child. */
    private enum Order {
        UPWARDS {
            @Override
            int processId(int place, int count) {
                return 2 + place;
            }
        },
        DOWNWARDS {
            @Override
            int processId(int place, int count) {
                return 1 + count - place;
            }
        },
        MIXED {
            @Override
            int processId(int place, int count) {
                return 2 + (int) (place * 7919L % count);
            }
        };

        abstract int processId(int place, int count);
    }

    @Test
    void aFamilyWhoseNumbersGoDownwardsIsNoTroubleEither() {
        int count = 30_000;
        for (int processId = 2; processId < count; processId++) {
            table.add(processId, processId + 1, 1, false);
        }
        table.add(count, 1, 1, false);
        table.keepDescendantsOf(1);
        assertEquals(count - 1, table.size());
    }
}

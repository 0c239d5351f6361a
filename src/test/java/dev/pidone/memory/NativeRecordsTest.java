package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.syscall.NativeLibrary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeRecordsTest {
    @Test
    void whatItHeldIsKeptWhenItGrows() {
        NativeRecords records = new NativeRecords(2 * Integer.BYTES, Integer.MAX_VALUE);
        for (int count = 0; count < 100_000; count++) {
            assertEquals(count, records.add());
            records.setInt(count, 0, ~count);
        }
        for (int count = 0; count < 100_000; count++) {
            assertEquals(~count, records.getInt(count, 0));
            assertEquals(0, records.getInt(count, Integer.BYTES));
        }
    }

    @Test
    void aPartIsSortedInAnyOrder() {
        Random random = new Random(1);
        for (int count = 0; count < 200; count++) {
            Indexes indexes = new Indexes();
            List<Integer> expected = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                expected.add(random.nextInt(100));
                assertTrue(indexes.add(expected.get(index)));
            }
            int from = count / 4;
            int to = count - count / 5;
            indexes.sort(from, to, (one, other) -> one > other);
            expected.subList(from, to).sort(Comparator.reverseOrder());
            for (int index = 0; index < count; index++) {
                assertEquals(expected.get(index), indexes.get(index));
            }
        }
    }

    @Test
    void memoryThatIsGivenBackServesTheNextWhoWantsAsMuch() {
        long size = 1L << 23;
        long first = NativeLibrary.allocate(size);
        long second = NativeLibrary.allocate(size);
        assertNotEquals(first, second);
        NativeLibrary.release(first, size);
        NativeLibrary.release(second, size);
        assertEquals(second, NativeLibrary.allocate(size));
        assertEquals(first, NativeLibrary.allocate(size - 1));
        assertNotEquals(first, NativeLibrary.allocate(size));
    }

    @Test
    void memoryIsAligned() {
        for (int bytes = 1; bytes < 100; bytes++) {
            assertEquals(0, NativeLibrary.allocate(bytes) % Long.BYTES);
        }
    }
}

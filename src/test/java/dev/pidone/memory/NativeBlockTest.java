package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.syscall.NativeLibrary;
import org.junit.jupiter.api.Test;

class NativeBlockTest {
    @Test
    void whatItHeldIsKeptWhenItGrows() {
        NativeBlock block = new NativeBlock();
        for (int count = 0; count < 100_000; count++) {
            assertTrue(block.reserve((count + 1L) * Integer.BYTES));
            block.set(count, ~count);
        }
        for (int count = 0; count < 100_000; count++) {
            assertEquals(~count, block.get(count));
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

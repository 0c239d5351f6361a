package dev.pidone.linux.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.memory.NativeStrings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel says of a process at its start. */
class GainedRightsTest {
    private static boolean areWith(long... auxiliary) {
        MemorySegment stack = Arena.global().allocate(ValueLayout.JAVA_LONG, auxiliary.length + 4L);
        stack.setAtIndex(ValueLayout.JAVA_LONG, 0, NativeStrings.of("A=B"));
        for (int index = 0; index < auxiliary.length; index++) {
            stack.setAtIndex(ValueLayout.JAVA_LONG, index + 2L, auxiliary[index]);
        }
        return GainedRights.are(NativeStrings.at(stack.address()));
    }

    /** A process that changes its SELinux domain is secure, too, and has gained nothing. */
    @ParameterizedTest
    @CsvSource({"0, 1000, 0, 0, false", "1, 0, 0, 0, false", "1, 1000, 0, 0, true", "1, 0, 1000, 0, true",
            "1, 1000, 1000, 0, true", "1, 0, 1000, 1000, true"})
    void aSetIdBitIsSeenByTheIds(long secure, long user, long effectiveUser, long group, boolean gained) {
        assertEquals(gained, areWith(6, 4096, 11, user, 12, effectiveUser, 13, group, 14, 0, 23, secure));
    }

    @Test
    void withoutAWordOfTheKernelNothingIsGained() {
        assertEquals(false, areWith());
    }
}

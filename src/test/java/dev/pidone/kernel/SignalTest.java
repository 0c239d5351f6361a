package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.memory.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    /** The numbers of signal(7), the same on each architecture that pidone is for. */
    private static final String STANDARD = "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT"
            + " CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS";

    @Test
    void standardSignalsHaveTheirNames() {
        String[] names = STANDARD.split(" ");
        assertEquals(31, names.length);
        for (int number = 1; number <= names.length; number++) {
            assertEquals("SIG" + names[number - 1], Signal.of(number).toString());
            assertEquals(number, Signal.of(number).number());
        }
    }

    @ParameterizedTest
    @CsvSource({"32,signal 32", "33,signal 33", "34,SIGRTMIN", "35,SIGRTMIN+1", "37,SIGRTMIN+3", "64,SIGRTMIN+30"})
    void realTimeSignalsAreCountedFromTheFirstThatProgramsSee(int number, String name) {
        assertEquals(name, Signal.of(number).toString());
    }

    @Test
    void thereIsOneObjectASignal() {
        for (int number = 1; number <= 64; number++) {
            assertSame(Signal.of(number), Signal.of(number));
        }
        assertSame(Signal.TERM, Signal.of(15));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void noOtherNumberIsASignal(int number) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> Signal.of(number));
        assertEquals("no signal has the number " + number, error.getMessage());
    }

    @Test
    void aSetHoldsASignalAsTheKernelsBit() {
        assertEquals(1, SignalSet.of(Signal.HUP).bits());
        assertEquals(1L << 63, SignalSet.of(Signal.of(64)).bits());
        assertEquals(1 | 1L << 14, SignalSet.of(Signal.HUP).union(SignalSet.of(Signal.TERM)).bits());
    }

    @Test
    void aSetContainsWhatWasPutIntoIt() {
        SignalSet set = SignalSet.of(Signal.TERM, Signal.of(64));
        for (int number = 1; number <= 64; number++) {
            assertEquals(number == 15 || number == 64, set.contains(Signal.of(number)));
            assertTrue(SignalSet.ALL.contains(Signal.of(number)));
            assertFalse(SignalSet.NONE.contains(Signal.of(number)));
        }
    }

    @Test
    void aSetLosesWhatIsTakenOut() {
        SignalSet set = SignalSet.ALL.without(SignalSet.of(Signal.TERM, Signal.KILL));
        assertFalse(set.contains(Signal.TERM));
        assertFalse(set.contains(Signal.KILL));
        assertTrue(set.contains(Signal.INT));
        assertEquals(SignalSet.NONE, SignalSet.ALL.without(SignalSet.ALL));
    }

    @ParameterizedTest
    @CsvSource({"15, SIGTERM, TERM", "34, SIGRTMIN, RTMIN", "37, SIGRTMIN+3, RTMIN+3", "64, SIGRTMIN+30, RTMIN+30",
            "32, signal 32, 32"})
    void aLineCallsASignalByItsName(int number, String name, String withoutPrefix) {
        assertEquals(name, Signal.of(number).addTo(new Line(16)).toString());
        assertEquals(withoutPrefix, Signal.of(number).addWithoutPrefix(new Line(16)).toString());
    }

    @Test
    void aMappingReplacesASignalOrDropsIt() {
        SignalMapping mapping = new SignalMapping();
        mapping.replace(Signal.TERM, Signal.QUIT);
        mapping.replace(Signal.HUP, null);
        assertSame(Signal.QUIT, mapping.replacement(Signal.TERM));
        assertNull(mapping.replacement(Signal.HUP));
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            assertTrue(signal == Signal.TERM || signal == Signal.HUP || mapping.replacement(signal) == signal);
        }
    }
}

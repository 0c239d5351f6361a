package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PidNamespaceTest {
    /** Whoever is root inside can write into the pipe. */
    @Test
    void ofWhatComesThroughThePipeOnlySignalsThatStopCount() {
        List<Signal> heard = new ArrayList<>();
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            Signal signal = PidNamespace.stopOf((byte) value);
            if (signal != null) {
                heard.add(signal);
            }
        }
        assertEquals(List.of(Signal.STOP, Signal.TSTP, Signal.TTIN, Signal.TTOU), heard);
    }
}

package dev.pidone.linux;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.syscall.SharedState;

/**
 * Where signals go the moment they are taken from the kernel: a table that {@code take_signals} in src/main/c/library.c
 * reads. A signal without a route is left to Java.
 */
final class SignalRoutes {
    private static final long REPORT = 1L << 40;

    /**
     * Writes {@code struct route}: the target as kill(2) takes it in bits 0 to 31, the signal to send in bits 32 to 39,
     * and in bit 40 whether Java wants to know of it; 0 for no route.
     *
     * @see dev.pidone.kernel.Events#forwardDirectly
     */
    void set(SignalMapping replacements, SignalSet reported, int target) {
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            Signal replacement = replacements.replacement(signal);
            SharedState.setLong((long) number * Long.BYTES,
                    replacement == null || target == 0
                            ? 0
                            : route(replacement, target) | (reported.contains(signal) ? REPORT : 0));
        }
    }

    private static long route(Signal replacement, int target) {
        return (long) replacement.number() << Integer.SIZE | Integer.toUnsignedLong(target);
    }
}

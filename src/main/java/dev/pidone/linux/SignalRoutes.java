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
    /** The size of {@code struct route} (src/main/c/pidone.h), and where its members after the target are. */
    private static final long BYTES = 8;
    private static final long SIGNAL = 4;
    private static final long REPORT = 5;

    /** @see dev.pidone.kernel.Events#forwardDirectly */
    void set(SignalMapping replacements, SignalSet reported, int target) {
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            Signal replacement = replacements.replacement(signal);
            long route = number * BYTES;
            SharedState.setInt(route, replacement == null ? 0 : target);
            SharedState.setByte(route + SIGNAL, replacement == null ? 0 : replacement.number());
            SharedState.setByte(route + REPORT, reported.contains(signal) ? 1 : 0);
        }
    }
}

package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of the log that does not read holds nothing up. */
class FullStandardErrorIT {
    /** More lines than pidone keeps. */
    private static final int SIGNALS = 1500;
    private static final int USR1 = 10;

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void orphansAreReapedAndSignalsForwardedAlthoughNobodyReadsStandardError(String mode) {
        Call pidone = Call.pidone("-vvv", "--pid1mode=" + mode).through(Programs.withFullStandardError());
        try (RunningCall running = pidone.command(OrphanMaker.command(2, 5, 100, Programs.listener(SIGNALS))).start()) {
            running.awaitLine("ready");
            for (int count = 1; count <= SIGNALS; count++) {
                running.send(USR1);
                running.awaitLine("10", count);
            }
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
        }
    }
}

package dev.pidone.namespace;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** Waits for events. The limit is there for what never happens, so it may be generous. */
final class Await {
    static final long LIMIT_SECONDS = 30;
    private static final long STEP_NANOSECONDS = 1_000_000;

    private Await() {
    }

    /** Waits until a condition holds; fails with a description of what there was instead. */
    static void until(BooleanSupplier condition, Supplier<String> instead) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                Assertions.fail("it has not happened within " + LIMIT_SECONDS + " s; " + instead.get());
            }
            pause(STEP_NANOSECONDS);
        }
    }

    /** Lets a time go by: for tests about moments, not to wait for anything. */
    static void pause(long nanoseconds) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanoseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        }
    }
}

package dev.pidone.control;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** Waits for events. The limit is there for what never happens, so it may be generous. */
public final class Await {
    private static final long LIMIT_SECONDS = 30;
    private static final long STEP_MILLISECONDS = 3;

    private Await() {
    }

    /** Waits until a condition holds; fails with a description of what there was instead. */
    public static void until(BooleanSupplier condition, Supplier<String> instead) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                Assertions.fail("it has not happened within " + LIMIT_SECONDS + " s; " + instead.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("a test was interrupted", e);
            }
        }
    }
}

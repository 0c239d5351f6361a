package dev.pidone.support;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/**
 * Waits for events. It gives up when those who are to bring an event about have slept for {@link #MOST_SLEEP}
 * altogether, or have used {@link #MOST_CPU} of CPU time. Neither grows because a machine is busy: who has to wait for
 * a CPU or for a disk neither sleeps nor uses CPU time.
 */
public final class Await {
    private static final Duration MOST_SLEEP = Duration.ofSeconds(60);
    private static final Duration MOST_CPU = Duration.ofSeconds(600);
    private static final long STEP_NANOSECONDS = 2_000_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private Await() {
    }

    /** Those who are to bring an event about. */
    @FunctionalInterface
    public interface Workers {
        Look look();
    }

    /**
     * What one look at the workers shows.
     *
     * @param asleep whether none of them runs, or would if there was a CPU for it
     * @param cpu the CPU time that they have used; may go back when somebody ends
     */
    public record Look(boolean asleep, Duration cpu) {
    }

    /** What the workers have done during a wait, give or take what they do between two looks. */
    public record Spent(Duration asleep, Duration cpu) {
    }

    /** Something that blocks until an event has happened. */
    @FunctionalInterface
    public interface Step {
        void run() throws Throwable;
    }

    /**
     * Waits until a condition holds, which processes bring about that tests have started; fails with a description of
     * what there was instead.
     */
    public static Spent until(BooleanSupplier condition, Supplier<String> instead) {
        return until(condition, TestProcesses::look, instead);
    }

    /** Waits until a condition holds that others bring about. */
    public static Spent until(BooleanSupplier condition, Workers workers, Supplier<String> instead) {
        return until(condition, new Patience(workers, MOST_SLEEP), instead);
    }

    /**
     * Waits until a condition holds; gives up already when the processes that are to bring it about have slept so long.
     */
    public static void within(Duration mostSleep, BooleanSupplier condition, Supplier<String> instead) {
        until(condition, new Patience(TestProcesses::look, mostSleep), instead);
    }

    private static Spent until(BooleanSupplier condition, Patience patience, Supplier<String> instead) {
        while (!condition.getAsBoolean()) {
            patience.look();
            if (patience.isOver()) {
                Assertions.fail("it does not happen: " + patience.spent() + "; " + instead.get());
            }
            pause(STEP_NANOSECONDS);
        }
        return patience.spent();
    }

    /** Waits for the end of a process that a test has started. */
    public static void end(Process process, Supplier<String> instead) {
        until(() -> !process.isAlive(), instead);
    }

    /** Waits until something is done that processes may hold up that tests have started. */
    public static Spent done(Step step, Supplier<String> instead) {
        return done(step, TestProcesses::look, instead);
    }

    /** Waits until something is done that others may hold up. */
    public static Spent done(Step step, Workers workers, Supplier<String> instead) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                step.run();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return null;
        });
        Thread.ofPlatform().daemon().start(task);
        try {
            Spent spent = until(task::isDone, workers, instead);
            task.get();
            return spent;
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        } finally {
            task.cancel(true);
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException(thrown);
        };
    }

    /** Lets a time go by: for tests about moments, not to wait for anything. */
    public static void pause(long nanoseconds) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanoseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        }
    }

    /** Looks at the workers now and then, and adds up. */
    private static final class Patience {
        private final Workers workers;
        private final Duration mostSleep;
        private long lastLook = System.nanoTime();
        private Look seen;
        private Duration asleep = Duration.ZERO;
        private Duration cpu = Duration.ZERO;

        Patience(Workers workers, Duration mostSleep) {
            this.workers = workers;
            this.mostSleep = mostSleep;
        }

        void look() {
            if (System.nanoTime() - lastLook < BETWEEN_LOOKS.toNanos()) {
                return;
            }
            Look look = workers.look();
            if (look.asleep()) {
                // Not all the time since the last look: the test may have had to wait for a CPU, too.
                asleep = asleep.plus(BETWEEN_LOOKS);
            }
            if (seen != null && look.cpu().compareTo(seen.cpu()) > 0) {
                cpu = cpu.plus(look.cpu().minus(seen.cpu()));
            }
            seen = look;
            lastLook = System.nanoTime();
        }

        boolean isOver() {
            return asleep.compareTo(mostSleep) >= 0 || cpu.compareTo(MOST_CPU) >= 0;
        }

        Spent spent() {
            return new Spent(asleep, cpu);
        }
    }
}

package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Await;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No signal is lost from pidone's first instruction on: while it starts, and while it starts the command. */
class EarlySignalsIT {
    private static final int MOMENTS = 80;
    private static final long BETWEEN_MOMENTS = TimeUnit.MICROSECONDS.toNanos(25);
    private static final int ROUNDS = 12;
    private static final long LONGEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

    /** FPE: perl ignores it when it starts, and the kernel drops it then, though it is blocked. */
    private static final int NOT_FOR_PERL = 8;

    /** TERM at every moment; BUS, SEGV and USR2, which are handled otherwise, now and then. */
    static Stream<Arguments> moments() {
        return IntStream.rangeClosed(1, MOMENTS).boxed().flatMap(moment -> Stream.concat(
                Stream.of(Arguments.of(15, moment)),
                moment % 5 != 0 ? Stream.of() : Stream.of(7, 11, 12).map(signal -> Arguments.of(signal, moment))));
    }

    @ParameterizedTest(name = "signal {0} at moment {1}")
    @MethodSource("moments")
    void aSignalEndsTheCommandAtWhateverMomentOfTheStartItComes(int signal, int moment) {
        Call call = Call.pidone().withSignals(List.of(), List.of());
        try (RunningCall running = call.command("sh", "-c", "ulimit -c 0; exec sleep 1000").start()) {
            running.processId();
            Await.pause(moment * BETWEEN_MOMENTS);
            running.send(signal);
            assertEquals(Ended.silently(128 + signal), running.awaitEnd());
        }
    }

    static Stream<Arguments> modesAndSeeds() {
        return Stream.of("wait", "wait-all-children", "exec")
                .flatMap(mode -> LongStream.rangeClosed(1, ROUNDS).mapToObj(seed -> Arguments.of(mode, seed)));
    }

    @ParameterizedTest
    @MethodSource("modesAndSeeds")
    void allSignalsThatComeDuringTheStartReachTheCommand(String mode, long seed) {
        assertAllReachTheCommand(Call.inMode(mode), Signals.atOnce(seed), seed);
    }

    @ParameterizedTest
    @MethodSource("modesAndSeeds")
    void allSignalsThatComeDuringTheStartReachTheCommandAlsoWherePidoneIsNotPid1(String mode, long seed) {
        // Those that stop a process stop pidone then, too: that is job control.
        List<Integer> signals = Signals.atOnce(seed);
        signals.removeAll(Signals.STOPPING);
        assertAllReachTheCommand(Call.inMode(mode).notPid1(), signals, seed);
    }

    /** The command begins with all signals blocked, so that it hears also those that come before it listens. */
    private static void assertAllReachTheCommand(Call pidone, List<Integer> signals, long seed) {
        signals.remove(Integer.valueOf(NOT_FOR_PERL));
        Random random = new Random(seed);
        Call call = pidone.withSignals(Signals.CATCHABLE, List.of());
        try (RunningCall running = call.command(Programs.listener(signals.size())).start()) {
            running.awaitBlockedBeginning();
            for (int signal : signals) {
                Await.pause(random.nextLong(LONGEST_PAUSE));
                running.send(signal);
            }
            Await.until(() -> Signals.heard(running).size() == signals.size(),
                    () -> "not heard: " + Signals.notHeard(signals, running));
            assertEquals(signals.stream().sorted().toList(), Signals.heard(running));
        }
    }
}

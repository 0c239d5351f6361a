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
    private static final int LAST_MILLISECOND = 80;
    private static final int ROUNDS = 12;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * glibc unblocks 32 and 33 in the first thread that the JVM makes, before anything of pidone's can run in it, and
     * has a handler for 33. Whoever sends these two, which no program can receive through glibc, must wait for a
     * moment.
     */
    private static final List<Integer> GLIBC_S_OWN = List.of(32, 33);
    /** FPE: perl ignores it when it starts, and the kernel drops it then, though it is blocked. */
    private static final int NOT_FOR_PERL = 8;

    /** TERM at every millisecond; BUS, SEGV and USR2, which the JVM keeps unblocked, now and then. */
    static Stream<Arguments> moments() {
        return IntStream.rangeClosed(1, LAST_MILLISECOND).boxed()
                .flatMap(milliseconds -> Stream.concat(Stream.of(Arguments.of(15, milliseconds)),
                        milliseconds % 5 != 0
                                ? Stream.of()
                                : Stream.of(7, 11, 12).map(signal -> Arguments.of(signal, milliseconds))));
    }

    @ParameterizedTest(name = "signal {0} after {1} ms")
    @MethodSource("moments")
    void aSignalEndsTheCommandAtWhateverMomentOfTheStartItComes(int signal, int milliseconds) {
        Call call = Call.pidone().withSignals(List.of(), List.of());
        try (RunningCall running = call.command("sh", "-c", "ulimit -c 0; exec sleep 1000").start()) {
            running.processId();
            Await.pause(TimeUnit.MILLISECONDS.toNanos(milliseconds));
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
        signals.removeAll(GLIBC_S_OWN);
        signals.remove(Integer.valueOf(NOT_FOR_PERL));
        Random random = new Random(seed);
        Call call = pidone.withSignals(Signals.CATCHABLE, List.of());
        try (RunningCall running = call.command(Programs.listener(signals.size())).start()) {
            running.processId();
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

package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every signal that can be caught reaches whom it is for, whatever the JVM does with signals. */
class SignalsIT {
    /** HUP, SEGV, USR2, CHLD, 33 and RTMAX: ordinary ones, and ones that are received another way. */
    private static final List<Integer> SOME = List.of(1, 11, 12, 17, 33, 64);

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void eachSignalThatIsSentFromOutsideReachesTheCommandOnce(String mode) {
        assertEachReachesTheCommand(Call.inMode(mode), Signals.CATCHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void eachSignalReachesTheCommandAlsoWherePidoneIsNotPid1(String mode) {
        // Those that stop a process stop pidone then, too: that is job control.
        List<Integer> signals = new ArrayList<>(Signals.CATCHABLE);
        signals.removeAll(Signals.STOPPING);
        assertEachReachesTheCommand(Call.inMode(mode).notPid1(), signals);
    }

    private static void assertEachReachesTheCommand(Call pidone, List<Integer> signals) {
        try (RunningCall running = pidone.command(Programs.listener(signals.size())).start()) {
            running.awaitLine("ready");
            for (int signal : signals) {
                running.send(signal);
                running.awaitLine(Integer.toString(signal));
            }
            assertEquals(new Ended(Programs.LISTENER_STATUS, "ready\n" + lines(signals), ""), running.awaitEnd());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void allSignalsAtOnceReachTheCommand(long seed) {
        List<Integer> signals = Signals.atOnce(seed);
        try (RunningCall running = Call.pidone().command(Programs.listener(signals.size())).start()) {
            running.awaitLine("ready");
            signals.forEach(running::send);
            running.awaitEnd();
            assertEquals(signals.stream().sorted().toList(), Signals.heard(running));
        }
    }

    @Test
    void theSameSignalAgainAndAgainReachesTheCommandEachTime() {
        int times = 200;
        try (RunningCall running = Call.pidone().command(Programs.listener(times * SOME.size())).start()) {
            running.awaitLine("ready");
            for (int time = 1; time <= times; time++) {
                for (int signal : SOME) {
                    running.send(signal);
                    running.awaitLine(Integer.toString(signal), time);
                }
            }
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void signalsThatACommandSendsToPidoneComeBackToIt(String mode) {
        String script = "for signal in " + String.join(" ", SOME.stream().map(String::valueOf).toList())
                + "; do kill -$signal $PPID; done; exec \"$@\"";
        try (RunningCall running = Call.inMode(mode).withSignals(Signals.CATCHABLE, List.of())
                .command(Programs.shell(script, Programs.listener(SOME.size()))).start()) {
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
            assertEquals(SOME, Signals.heard(running));
        }
    }

    @Test
    void waitSendsSignalsToTheCommandOnly() {
        try (RunningCall running = Call.pidone().command(severalListeners()).start()) {
            running.awaitLine("ready", 3);
            SOME.forEach(running::send);
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
            assertEquals(SOME, Signals.heard(running));
        }
    }

    @Test
    void waitAllChildrenSendsSignalsToEveryProcessOfTheNamespace() {
        assertAllThreeHear(Call.inMode("wait-all-children").command(severalListeners()), 3);
    }

    @Test
    void waitAllChildrenSendsSignalsToEveryDescendantWherePidoneIsNotPid1AndToNobodyElse() {
        Call call = Call.inMode("wait-all-children").notPid1Beside(Programs.listener(1));
        assertAllThreeHear(call.command(severalListeners()), 4);
    }

    /** A command that leaves a listener as a child and another as a daemon, and becomes one itself. */
    private static List<String> severalListeners() {
        return Programs.shell("""
                "$@" &
                (setsid "$@" &)
                exec "$@"
                """, Programs.listener(SOME.size()));
    }

    private static void assertAllThreeHear(Call call, int ready) {
        try (RunningCall running = call.start()) {
            running.awaitLine("ready", ready);
            SOME.forEach(running::send);
            assertEquals(Programs.LISTENER_STATUS, running.awaitEnd().status());
            assertEquals(SOME.stream().flatMap(signal -> Stream.of(signal, signal, signal)).toList(),
                    Signals.heard(running));
        }
    }

    private static String lines(List<Integer> signals) {
        return String.join("", signals.stream().map(signal -> signal + "\n").toList());
    }
}

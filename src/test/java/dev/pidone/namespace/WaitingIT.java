package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pidone is while it waits: one thread that the kernel wakes, and others that sleep for good. */
class WaitingIT {
    /** ILL, TRAP, BUS, FPE, SEGV and USR2, which the JVM unblocks, and 32 and 33, which are glibc's. */
    private static final Set<Integer> RELAYED = Set.of(4, 5, 7, 8, 11, 12, 32, 33);
    private static final int SIGNALS = 30;
    private static final int RUNS = 30;
    private static final int MILLISECONDS_BETWEEN_SIGNALS = 100;

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void everyThreadBlocksAllSignalsButThoseThatAreRelayed(String mode) {
        try (RunningCall running = listening(mode, 2)) {
            for (long thread : ProcFile.threads(running.processId())) {
                Set<Integer> unblocked = new TreeSet<>(Signals.CATCHABLE);
                unblocked.removeAll(ProcFile.signals(running.processId(), "task/" + thread + "/status", "SigBlk"));
                assertTrue(RELAYED.containsAll(unblocked), () -> name(running, thread) + " unblocks " + unblocked);
            }
        }
    }

    /** Three seconds, in which signals arrive. */
    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void noThreadButTheSupervisingOneWakesUp(String mode) {
        try (RunningCall running = listening(mode, SIGNALS + 2)) {
            Await.until(() -> hasSettled(running), () -> "the JVM's periodic threads are still there");
            Map<String, Long> before = wakeUps(running);
            for (int count = 1; count <= SIGNALS; count++) {
                running.send(1);
                running.awaitLine("1", count + 1);
                Await.pause(TimeUnit.MILLISECONDS.toNanos(MILLISECONDS_BETWEEN_SIGNALS));
            }
            Map<String, Long> after = wakeUps(running);
            assertEquals(Set.of("ready", "1"), Set.copyOf(running.output().lines().toList()));

            assertEquals(before.keySet(), after.keySet());
            List<String> awake = after.keySet().stream().filter(thread -> !after.get(thread).equals(before.get(thread)))
                    .toList();
            assertEquals(1, awake.size(), () -> "before: " + before + ", after: " + after);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children"})
    void itKeepsNoDirectoryBusy(String mode) {
        try (RunningCall running = Call.inMode(mode).after("cd /usr/bin").command(Programs.listener(1)).start()) {
            running.awaitLine("ready");
            Await.until(
                    () -> ProcFile.link(running.processId(), "cwd").equals("/") && ProcFile
                            .descriptors(running.processId()).stream().noneMatch(file -> file.startsWith("/usr/bin")),
                    () -> "it stays in the directory: " + ProcFile.descriptors(running.processId()));
        }
    }

    /**
     * pidone ends threads of its JVM by a signal to them. The machine is kept busy, so that they are slow to take it.
     */
    @Test
    void aCommandThatRunsForAWhileIsSentNoSignalThatNobodySent() {
        IntStream.range(0, RUNS).parallel()
                .forEach(run -> assertEquals(Ended.silently(0), Call.pidone().command("sleep", "1.5").run()));
    }

    /** Starts pidone and has it forward a first signal: then it has gone through all of its start. */
    private static RunningCall listening(String mode, int signals) {
        RunningCall running = Call.inMode(mode).command(Programs.listener(signals)).start();
        running.awaitLine("ready");
        running.send(1);
        running.awaitLine("1");
        return running;
    }

    /** One second after the start pidone ends the threads that would wake up by themselves. */
    private static boolean hasSettled(RunningCall running) {
        return ProcFile.threads(running.processId()).stream().map(thread -> name(running, thread))
                .noneMatch(thread -> thread.startsWith("VM Periodic Tas") || thread.startsWith("Common-Cleaner"));
    }

    private static Map<String, Long> wakeUps(RunningCall running) {
        Map<String, Long> switches = new TreeMap<>();
        for (long thread : ProcFile.threads(running.processId())) {
            switches.put(name(running, thread), Long.valueOf(
                    ProcFile.field(running.processId(), "task/" + thread + "/status", "voluntary_ctxt_switches")));
        }
        return switches;
    }

    private static String name(RunningCall running, long thread) {
        return ProcFile.field(running.processId(), "task/" + thread + "/status", "Name") + " " + thread;
    }
}

package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.namespace.Call;
import dev.pidone.namespace.RunningCall;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the command starter takes for granted of the JVM. */
class CommandStarterIT {
    /** The launcher resets CHLD, which leaves no handler. */
    @Test
    void theSignalsThatTheJvmHandlesAreThoseThatAreResetForTheCommand() {
        Set<Integer> disturbed = new TreeSet<>();
        for (int number = 1; number <= Signal.MAX; number++) {
            if (CommandStarter.DISTURBED.contains(Signal.of(number)) && Signal.of(number) != Signal.CHLD) {
                disturbed.add(number);
            }
        }
        try (RunningCall running = Call.pidone().command("sh", "-c", "echo ready; exec sleep 1000").start()) {
            running.awaitLine("ready");
            assertEquals(disturbed, running.handledSignals());
        }
    }
}

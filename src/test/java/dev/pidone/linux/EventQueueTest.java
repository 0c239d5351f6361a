package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.support.Await;
import dev.pidone.support.Starter;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The machine code that takes signals and forwards them, in this JVM: this thread sends signals to itself. */
class EventQueueTest {
    private static final Signal HUP = Signal.HUP;
    private static final Signal FIRST = Signal.of(Signal.RTMIN + 5);
    private static final Signal SECOND = Signal.of(Signal.RTMIN + 6);
    private static final Signal THIRD = Signal.of(Signal.RTMIN + 7);
    private static final SignalSet SENT_HERE = SignalSet.of(HUP, FIRST, SECOND, THIRD);
    private static final long SIG_BLOCK = 0;
    private static final long SIG_SETMASK = 2;
    private static final int NOT_THIS_PROCESS = 0;
    /** Above what the kernel allows process IDs to become (proc_sys_kernel(5), {@code pid_max}). */
    private static final int NOBODY = 1 << 23;
    /** Many more than it takes, whichever thread gets how much of the CPUs. */
    private static final int FLOOD = 10_000_000;

    private final MemorySegment newMask = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment oldMask = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final ReceivedSignal received = new ReceivedSignal();
    private final long process = ProcessHandle.current().pid();
    private long thread;
    private EventQueue events;

    @BeforeEach
    void blockSignals() {
        thread = SystemCall.GETTID.call();
        newMask.set(ValueLayout.JAVA_LONG, 0, SENT_HERE.bits());
        changeMask(SIG_BLOCK, newMask, oldMask.address());
        SharedState.setInt(SharedState.OWN_ID, NOT_THIS_PROCESS);
        events = new EventQueue(true);
        // There is one table for all queues.
        events.forwardDirectly(only(), SignalSet.NONE, NOBODY);
        take(1);
    }

    @AfterEach
    void restoreMask() {
        while (!take(1).isEmpty()) {
            // Nothing may be left to arrive when the signals are let through again.
        }
        changeMask(SIG_SETMASK, oldMask, 0);
    }

    private static void changeMask(long how, MemorySegment mask, long old) {
        SystemCall.RT_SIGPROCMASK.call(how, mask.address(), old, SignalSet.BYTES);
    }

    /** To the thread that runs the test, from whichever thread. */
    private void send(Signal... signals) {
        for (Signal signal : signals) {
            assertEquals(0, SystemCall.TGKILL.call(process, thread, signal.number()));
        }
    }

    /** What arrives within a time, in words. */
    private List<String> take(long nanoseconds) {
        events.awaitEvent(nanoseconds);
        List<String> taken = new ArrayList<>();
        while (events.nextSignal(received)) {
            assertTrue(received.sentByProcess());
            assertEquals(process, received.sender());
            taken.add(received.signal() + (!received.isForwarded()
                    ? " is left to do"
                    : received.hasArrived() ? " was forwarded" : " was for nobody"));
        }
        return taken;
    }

    private static SignalMapping only(Signal... signals) {
        SignalMapping mapping = new SignalMapping();
        for (int number = 1; number <= Signal.MAX; number++) {
            mapping.replace(Signal.of(number), null);
        }
        for (Signal signal : signals) {
            mapping.replace(signal, signal);
        }
        return mapping;
    }

    private void withRouteToAProcess(SignalMapping mapping, SignalSet reported, Check check)
            throws IOException, InterruptedException {
        Process target = Starter.program("sleep", "1000").start();
        try {
            events.forwardDirectly(mapping, reported, (int) target.pid());
            check.check(target);
        } finally {
            target.destroyForcibly().waitFor();
        }
    }

    private interface Check {
        void check(Process target) throws InterruptedException;
    }

    private static void assertKilledBy(Signal signal, Process target) {
        Await.end(target, () -> "it was not reached");
        assertEquals(128 + signal.number(), target.exitValue());
    }

    @Test
    void withoutARouteASignalIsLeftToDo() {
        send(HUP, SECOND);
        assertEquals(List.of("SIGHUP is left to do", SECOND + " is left to do"), take(Clock.NEVER));
        assertEquals(List.of(), take(0));
    }

    @Test
    void aSignalFollowsItsRouteAndIsReported() throws IOException, InterruptedException {
        withRouteToAProcess(only(HUP), SignalSet.ALL, target -> {
            send(HUP);
            assertEquals(List.of("SIGHUP was forwarded"), take(Clock.NEVER));
            assertKilledBy(HUP, target);
        });
    }

    @Test
    void aSignalThatNobodyWantsToKnowOfJustFollowsItsRoute() throws IOException, InterruptedException {
        SignalMapping mapping = only(HUP);
        mapping.replace(HUP, THIRD);
        withRouteToAProcess(mapping, SignalSet.NONE, target -> {
            send(HUP);
            assertEquals(List.of(), take(1));
            assertKilledBy(THIRD, target);
        });
    }

    @Test
    void waitingGoesOnAfterASignalThatNobodyWantsToKnowOf() throws IOException, InterruptedException {
        withRouteToAProcess(only(HUP, FIRST), SignalSet.of(FIRST), target -> {
            send(HUP);
            Thread later = Thread.ofPlatform().start(() -> {
                target.onExit().join();
                send(FIRST);
            });
            List<String> taken = take(Clock.NEVER);
            later.join();
            // The target has ended by then, and may or may not have been reaped.
            assertEquals(1, taken.size());
            assertTrue(taken.getFirst().startsWith(FIRST.toString()), taken::toString);
        });
    }

    @Test
    void signalsBehindOneThatIsLeftToDoWaitForIt() throws IOException, InterruptedException {
        withRouteToAProcess(only(HUP, SECOND), SignalSet.of(HUP), target -> {
            send(SECOND, FIRST, HUP);
            assertEquals(List.of("SIGHUP was forwarded", FIRST + " is left to do", SECOND + " is left to do"),
                    take(Clock.NEVER));
            assertKilledBy(HUP, target);
        });
    }

    @Test
    void aTargetThatIsGoneIsReported() {
        events.forwardDirectly(only(HUP), SignalSet.ALL, NOBODY);
        send(HUP);
        assertEquals(List.of("SIGHUP was for nobody"), take(Clock.NEVER));
    }

    @Test
    void noTargetMeansNoRoute() {
        events.forwardDirectly(only(HUP), SignalSet.NONE, NOBODY);
        events.forwardDirectly(only(HUP), SignalSet.NONE, 0);
        send(HUP);
        assertEquals(List.of("SIGHUP is left to do"), take(Clock.NEVER));
    }

    @Test
    void whatThisProcessSendsToItselfIsLeftToDo() {
        SharedState.setInt(SharedState.OWN_ID, (int) process);
        events = new EventQueue(true);
        take(1);
        events.forwardDirectly(only(HUP), SignalSet.NONE, NOBODY);
        send(HUP);
        assertEquals(List.of("SIGHUP is left to do"), take(Clock.NEVER));
    }

    @Test
    void sixteenAreTakenAtOnceAndTheOthersAfterThem() {
        for (int count = 0; count < 20; count++) {
            send(FIRST);
        }
        assertEquals(16, take(Clock.NEVER).size());
        assertEquals(4, take(Clock.NEVER).size());
        assertEquals(List.of(), take(0));
    }

    /** Whoever is flooded must still get to look at the clock. */
    @Test
    void aFloodDoesNotKeepItFromReturning() throws InterruptedException {
        events.forwardDirectly(only(HUP), SignalSet.NONE, NOBODY);
        AtomicBoolean returned = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        Thread flood = Thread.ofPlatform().start(() -> {
            while (!returned.get() && sent.get() < FLOOD) {
                send(HUP);
                sent.incrementAndGet();
            }
        });
        events.awaitEvent(TimeUnit.HOURS.toNanos(1));
        returned.set(true);
        flood.join();
        assertNotEquals(FLOOD, sent.get(), "it waits as long as signals arrive");
    }
}

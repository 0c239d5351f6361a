package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The encoding is that of the macros of wait(2): WIFEXITED, WTERMSIG, WCOREDUMP, WSTOPSIG. */
class WaitStatusTest {
    @Test
    void everyExitStatusIsDecoded() {
        for (int code = 0; code < 256; code++) {
            WaitStatus status = WaitStatus.of(code << 8);
            assertTrue(status.exited());
            assertTrue(status.ended());
            assertFalse(status.isKilled());
            assertFalse(status.isStopped());
            assertEquals(code, status.exitCode());
            assertEquals("exited with status " + code, status.toString());
            assertEquals(status, WaitStatus.exited(code));
        }
    }

    @Test
    void everySignalThatKillsIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            WaitStatus status = WaitStatus.of(number);
            assertTrue(status.isKilled());
            assertTrue(status.ended());
            assertFalse(status.exited());
            assertFalse(status.isStopped());
            assertSame(signal, status.signal());
            assertEquals(128 + number, status.exitCode());
            assertEquals("killed by " + signal, status.toString());
            assertEquals(status, WaitStatus.killed(signal));
        }
    }

    @Test
    void aCoreDumpIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            WaitStatus status = WaitStatus.of(number | 0x80);
            assertTrue(status.isKilled());
            assertSame(Signal.of(number), status.signal());
            assertEquals(128 + number, status.exitCode());
            assertEquals("killed by " + Signal.of(number) + ", core dumped", status.toString());
        }
    }

    @Test
    void everySignalThatStopsIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            WaitStatus status = WaitStatus.of(number << 8 | 0x7f);
            assertTrue(status.isStopped());
            assertFalse(status.ended());
            assertFalse(status.exited());
            assertFalse(status.isKilled());
            assertSame(Signal.of(number), status.signal());
            assertEquals("stopped by " + Signal.of(number), status.toString());
            assertEquals(status, WaitStatus.stopped(Signal.of(number)));
        }
    }

    @Test
    void oneObjectTakesOnOneStatusAfterTheOther() {
        WaitStatus status = WaitStatus.of(0);
        status.set(WaitStatus.killed(Signal.TERM));
        assertEquals(WaitStatus.killed(Signal.TERM), status);
        assertNotEquals(WaitStatus.killed(Signal.INT), status);
        assertEquals(WaitStatus.killed(Signal.TERM).hashCode(), status.hashCode());
        status.set(WaitStatus.exited(3));
        assertEquals(3, status.exitCode());
        assertTrue(status.exited());
    }

    @Test
    void anEventTellsOfOneChildAfterTheOther() {
        ChildEvent event = new ChildEvent();
        WaitStatus killed = WaitStatus.killed(Signal.HUP);
        event.set(10, killed);
        assertEquals(10, event.processId());
        assertEquals(killed, event.status());
        event.set(11, WaitStatus.exited(1));
        assertEquals(11, event.processId());
        assertEquals(1, event.status().exitCode());
        assertEquals(WaitStatus.killed(Signal.HUP), killed);
    }
}

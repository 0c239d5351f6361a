package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The encoding is that of the macros of wait(2): WIFEXITED, WTERMSIG, WCOREDUMP, WSTOPSIG. */
class WaitStatusTest {
    @Test
    void everyExitStatusIsDecoded() {
        for (int code = 0; code < 256; code++) {
            WaitStatus status = WaitStatus.of(code << 8);
            assertEquals(new WaitStatus.Exited(new ExitStatus(code)), status);
            assertTrue(status.ended());
            assertEquals(code, status.exitStatus().code());
            assertEquals("exited with status " + code, status.toString());
            assertSame(status, WaitStatus.exited(code));
        }
    }

    @Test
    void everySignalThatKillsIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            WaitStatus status = WaitStatus.of(number);
            assertEquals(new WaitStatus.Killed(signal, false), status);
            assertTrue(status.ended());
            assertEquals(128 + number, status.exitStatus().code());
            assertEquals("killed by " + signal, status.toString());
            assertSame(status, WaitStatus.killed(signal));
        }
    }

    @Test
    void aCoreDumpIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            WaitStatus status = WaitStatus.of(number | 0x80);
            assertEquals(new WaitStatus.Killed(Signal.of(number), true), status);
            assertEquals(128 + number, status.exitStatus().code());
            assertEquals("killed by " + Signal.of(number) + ", core dumped", status.toString());
        }
    }

    @Test
    void everySignalThatStopsIsDecoded() {
        for (int number = 1; number <= Signal.MAX; number++) {
            WaitStatus status = WaitStatus.of(number << 8 | 0x7f);
            assertEquals(new WaitStatus.Stopped(Signal.of(number)), status);
            assertFalse(status.ended());
            assertThrows(IllegalStateException.class, status::exitStatus);
            assertEquals("stopped by " + Signal.of(number), status.toString());
            assertSame(status, WaitStatus.stopped(Signal.of(number)));
        }
    }

    @Test
    void thereIsOneObjectAStatus() {
        for (int raw = 0; raw < 0x10000; raw++) {
            if (isStatus(raw)) {
                assertSame(WaitStatus.of(raw), WaitStatus.of(raw));
            }
        }
    }

    private static boolean isStatus(int raw) {
        int low = raw & 0x7f;
        int high = raw >> 8;
        return low == 0 && raw == high << 8 || low == 0x7f && high >= 1 && high <= Signal.MAX
                || low >= 1 && low <= Signal.MAX && high == 0;
    }
}

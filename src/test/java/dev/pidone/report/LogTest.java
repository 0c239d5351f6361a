package dev.pidone.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.linux.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogTest {
    private final LoggedMessages logged = new LoggedMessages();

    @Test
    void aMessageIsOneLineWithItsLevel() {
        Log log = new Log(Log.Level.TRACE, logged);
        log.error("one");
        log.warn("two");
        log.log(Log.Level.TRACE, "three");
        assertEquals(List.of("pidone: ERROR: one", "pidone: WARN: two", "pidone: TRACE: three"), logged.messages());
    }

    @Test
    void aMessageIsComposed() {
        Log log = new Log(Log.Level.INFO, logged);
        log.begin(Log.Level.INFO).text("sent ").signal(Signal.TERM).text(" to pid=").number(7);
        log.endWith(", at last");
        log.begin(Log.Level.ERROR).printable("a\nb");
        log.end();
        assertEquals(List.of("pidone: INFO: sent SIGTERM to pid=7, at last", "pidone: ERROR: a\\x0ab"),
                logged.messages());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLessImportantThanTheThresholdIsNotWritten(Log.Level threshold) {
        Log log = new Log(threshold, logged);
        for (Log.Level level : Log.Level.values()) {
            assertEquals(level.ordinal() <= threshold.ordinal(), log.writes(level));
            log.log(level, "message");
        }
        assertEquals(threshold.ordinal() + 1, logged.messages().size());
    }

    @Test
    void aMessageThatWasNotEndedIsForgotten() {
        Log log = new Log(Log.Level.INFO, logged);
        log.begin(Log.Level.INFO).text("what an error interrupts");
        log.warn("next");
        assertEquals(List.of("pidone: WARN: next"), logged.messages());
    }

    @Test
    void aLongMessageIsCut() {
        new Log(Log.Level.INFO, logged).warn("x".repeat(5000));
        String message = logged.messages().getFirst();
        assertEquals(Log.LONGEST_LINE - 1, message.length());
        assertTrue(message.endsWith("xxx..."), message);
    }
}

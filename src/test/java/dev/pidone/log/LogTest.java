package dev.pidone.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogTest {
    private final LoggedMessages logged = new LoggedMessages();

    @Test
    void aMessageIsOneLineWithItsLevel() {
        Log log = new Log(Level.TRACE, logged);
        log.log(Level.ERROR, Event.INTERNAL_ERROR, "one");
        log.warn(Event.KILLING, "two");
        log.log(Level.TRACE, Event.WOKEN_UP, "three");
        assertEquals(List.of("pidone: ERROR: one", "pidone: WARN: two", "pidone: TRACE: three"), logged.messages());
    }

    @Test
    void aMessageIsComposed() {
        Log log = new Log(Level.INFO, logged);
        log.begin(Level.INFO, Event.SIGNAL).text("sent ").signal("signal", Signal.TERM).text(" to ").pid(7)
                .text(", at last").end();
        log.begin(Level.ERROR, Event.INTERNAL_ERROR).printable("a\nb").end();
        assertEquals(List.of("pidone: INFO: sent SIGTERM to pid=7, at last", "pidone: ERROR: a\\x0ab"),
                logged.messages());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLessImportantThanTheThresholdIsNotWritten(Level threshold) {
        Log log = new Log(threshold, logged);
        for (Level level : Level.values()) {
            assertEquals(level.ordinal() <= threshold.ordinal(), log.writes(level));
            log.log(level, Event.SIGNAL, "message");
        }
        assertEquals(threshold.ordinal() + 1, logged.messages().size());
    }

    @Test
    void aMessageThatWasNotEndedIsForgotten() {
        Log log = new Log(Level.INFO, logged);
        log.begin(Level.INFO, Event.SIGNAL).text("what an error interrupts");
        log.warn(Event.KILLING, "next");
        assertEquals(List.of("pidone: WARN: next"), logged.messages());
    }

    @Test
    void aLongMessageIsCut() {
        new Log(Level.INFO, logged).warn(Event.KILLING, "x".repeat(5000));
        String message = logged.messages().getFirst();
        assertEquals(Message.LONGEST_LINE - 1, message.length());
        assertTrue(message.endsWith("xxx..."), message);
    }
}

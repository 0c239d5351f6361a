package dev.pidone.jar;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.pidone.log.Event;
import dev.pidone.log.Log;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** In a JVM what pidone says goes through SLF4J. */
class Slf4jWriterTest {
    @Test
    void everyLevelIsThatOfSlf4jAndTheLineStaysAsItIs() {
        List<String> events = new ArrayList<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                events.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger("pidone");
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        try {
            Log log = new Log(Level.TRACE, new Slf4jWriter());
            for (Level level : Level.values()) {
                log.log(level, Event.WOKEN_UP, "caf\u00e9 {}");
            }
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(appender);
        }
        List<String> expected = new ArrayList<>();
        for (Level level : Level.values()) {
            expected.add(level + " pidone pidone: " + level + ": caf\u00e9 {}\n");
        }
        assertEquals(expected, events);
    }
}

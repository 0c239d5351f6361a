package dev.pidone.report;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Notes what pidone logs, beside what goes to standard error. */
public final class LoggedMessages implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getLevel() + ": " + event.getFormattedMessage());
        }
    };

    public LoggedMessages() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /** The messages so far, each with its level: {@code WARN: ...}. Flush the log before. */
    public List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        root.detachAppender(appender);
    }
}

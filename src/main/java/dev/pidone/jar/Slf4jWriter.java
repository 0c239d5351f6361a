package dev.pidone.jar;

import dev.pidone.io.SharedOutput;
import dev.pidone.log.LogWriter;
import dev.pidone.memory.Line;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Hands lines to SLF4J, which is to be found in a JVM only. */
public final class Slf4jWriter implements LogWriter {
    private static final Level[] LEVELS = {Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE};

    private final Logger logger = LoggerFactory.getLogger("pidone");

    @Override
    public void write(dev.pidone.log.Level level, Line line) {
        logger.atLevel(LEVELS[level.ordinal()]).log(line.toString());
    }

    @Override
    public boolean isTerminal() {
        return SharedOutput.standardError().isTerminal();
    }
}

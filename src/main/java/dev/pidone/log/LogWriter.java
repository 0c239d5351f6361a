package dev.pidone.log;

import dev.pidone.memory.Line;

/** Where the lines of the log go. Writing never waits for whoever reads them. */
public interface LogWriter {
    /** @param line the whole line, its line break included; it is of no use after the call */
    void write(Level level, Line line);

    /** Whether people read there, on a terminal. */
    default boolean isTerminal() {
        return false;
    }
}

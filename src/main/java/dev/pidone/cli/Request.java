package dev.pidone.cli;

import java.util.List;

/** What pidone is asked to do. */
public sealed interface Request {
    /**
     * Run a command.
     *
     * @param command its name and arguments, strings of bytes as they were given
     */
    record Run(Options options, List<String> command) implements Request {
    }

    /** Print a text on standard output and end. */
    record Print(String text) implements Request {
    }
}

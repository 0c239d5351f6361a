package dev.pidone.cli;

import dev.pidone.report.Log;

/**
 * What the user wants, from the command line and the environment.
 *
 * @param mode how pidone behaves as the first process
 * @param logLevel the least important messages that are written
 * @param subreaper whether pidone adopts orphans where it is not PID 1
 */
public record Options(ModeName mode, Log.Level logLevel, Toggle subreaper) {
    /** What holds where nothing is said. */
    public static final Options DEFAULT = new Options(ModeName.WAIT, Log.Level.WARN, Toggle.DEFAULT);
}

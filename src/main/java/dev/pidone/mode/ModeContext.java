package dev.pidone.mode;

import dev.pidone.cli.Options;
import dev.pidone.kernel.Kernel;
import dev.pidone.log.Log;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;

/**
 * What a mode is given.
 *
 * @param call pidone's own argv, from {@code argv[0]} on
 */
public record ModeContext(Kernel kernel, Options options, Log log, TerminationLog terminationLog, NativeStrings call) {
}

package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

/** What pidone is asked to do. */
public sealed interface Request {
    /** The texts that the build has made and the native library holds. */
    enum Text {
        HELP,
        VERSION
    }

    /**
     * Run a command.
     *
     * @param command its name and arguments, where the kernel put them
     * @param warnings what is odd about the call and worth a warning each, but no error: mostly nothing
     */
    record Run(Options options, NativeStrings command, String[] warnings) implements Request {
    }

    /** Print a text on standard output and end. */
    record Print(Text text) implements Request {
    }
}

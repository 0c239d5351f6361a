package dev.pidone.kernel;

import dev.pidone.memory.NativeStrings;

/**
 * A command and how it is to be started.
 *
 * @param command its name and its arguments, at least the name
 * @param grouping which process group and session it belongs to; {@link Kernel#become} takes {@link Grouping#INHERITED}
 *     only
 * @param user as whom it is to run; {@code null} for pidone's own user
 * @param resetSignals it ignores and blocks no signal; otherwise those that pidone was given
 */
public record Launch(NativeStrings command, Grouping grouping, UserName user, boolean resetSignals) {

    /** The process group and session that a command belongs to (credentials(7)). */
    public enum Grouping {
        /** Those of pidone. */
        INHERITED,
        /** A new process group in pidone's session; the terminal's foreground group if pidone was that. */
        OWN_GROUP,
        /** A new session. If pidone leads its own session, the new one is given the controlling terminal. */
        OWN_SESSION
    }

    /** A command that runs as pidone's own user. */
    public Launch(NativeStrings command, Grouping grouping) {
        this(command, grouping, null, false);
    }

    public Launch {
        if (command.size() == 0) {
            throw new IllegalArgumentException("a command has at least a name");
        }
    }
}

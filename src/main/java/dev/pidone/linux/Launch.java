package dev.pidone.linux;

import java.util.List;

/**
 * A command and how it is to be started.
 *
 * <p>
 * A {@code String} here is a string of bytes: one {@code char} a byte (ISO 8859-1), so that what is not UTF-8 arrives
 * unchanged.
 *
 * @param arguments the command's name and its arguments, at least one
 * @param grouping which process group and session it belongs to; {@link Kernel#become} takes {@link Grouping#INHERITED}
 *     only
 */
public record Launch(List<String> arguments, Grouping grouping) {

    /** The process group and session that a command belongs to (credentials(7)). */
    public enum Grouping {
        /** Those of pidone. */
        INHERITED,
        /** A new process group in pidone's session; the terminal's foreground group if pidone was that. */
        OWN_GROUP,
        /** A new session. If pidone leads its own session, the new one is given the controlling terminal. */
        OWN_SESSION
    }

    public Launch {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a name");
        }
    }

    /** The command's name, as it was given. */
    public String name() {
        return arguments.getFirst();
    }
}

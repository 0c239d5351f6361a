package dev.pidone.log;

/**
 * How messages look.
 *
 * @param json whether each is an object of JSON, for machines
 * @param color when to use colours in messages for people
 */
public record LogStyle(boolean json, Color color) {
    /** What holds where nothing is said. */
    public static final LogStyle DEFAULT = new LogStyle(false, Color.AUTO);

    /** When to use colours. */
    public enum Color {
        /** On a terminal, unless the environment says NO_COLOR or TERM=dumb. */
        AUTO,
        ALWAYS,
        NEVER
    }
}

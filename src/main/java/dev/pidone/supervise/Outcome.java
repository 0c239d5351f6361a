package dev.pidone.supervise;

/** What has become of a signal that arrived. */
public enum Outcome {
    FORWARDED("forwarded", "forwarded"),
    NOBODY("nobody is left to take", "nobody was left to take it"),
    HELD("held back", "held back by the stop plan"),
    DROPPED("dropped", "dropped, as asked for"),
    DISTRUSTED("dropped", "dropped, it came from inside"),
    CONTINUED("continued the command's process group on", "the command was continued");

    private static final Outcome[] ALL = values();

    private final String action;
    private final String description;

    Outcome(String action, String description) {
        this.action = action;
        this.description = description;
    }

    public static Outcome at(int ordinal) {
        return ALL[ordinal];
    }

    /** What pidone has done, as words before the signal's name. */
    public String action() {
        return action;
    }

    /** What became of the signal, as words behind its name. */
    public String description() {
        return description;
    }
}

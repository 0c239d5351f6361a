package dev.pidone.supervise;

/** What has become of a signal that arrived. */
public enum Outcome {
    FORWARDED("forwarded"),
    NOBODY("nobody was left to take it"),
    HELD("held back by the stop plan"),
    DROPPED("dropped, as asked for"),
    DISTRUSTED("dropped, it came from inside"),
    CONTINUED("the command was continued");

    private static final Outcome[] ALL = values();

    private final String description;

    Outcome(String description) {
        this.description = description;
    }

    public static Outcome at(int ordinal) {
        return ALL[ordinal];
    }

    public String description() {
        return description;
    }
}

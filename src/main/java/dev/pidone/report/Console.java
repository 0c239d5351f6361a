package dev.pidone.report;

import dev.pidone.linux.Line;

/** What pidone says before or instead of running a command. */
public final class Console {
    private static final int LONGEST_LINE = 1024;

    private Console() {
    }

    /** Prints a line on standard error; where that fails there is nobody to tell. */
    public static void complain(Line message) {
        Line line = new Line(LONGEST_LINE);
        line.text("pidone: ").line(message).end();
        new StandardError().write(line);
    }

    /** As {@link #complain(Line)}. */
    public static void complain(String message) {
        complain(new Line(LONGEST_LINE).printable(message));
    }
}

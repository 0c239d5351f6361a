package dev.pidone.log;

import dev.pidone.io.WallClock;
import dev.pidone.memory.Line;

/** What pidone says before or instead of running a command. */
public final class Console {
    private static final int LONGEST_LINE = 1024;

    private Console() {
    }

    /**
     * Prints a line on standard error; where that fails there is nobody to tell.
     *
     * @param inJson whether it is to be an object of JSON
     */
    public static void complain(Line message, boolean inJson) {
        Line line = new Line(inJson ? Message.LONGEST_JSON : LONGEST_LINE);
        if (inJson) {
            line.text("{\"time\":\"");
            new WallClock().addTo(line);
            line.text("\",\"level\":\"ERROR\",\"event\":\"").text(Event.USAGE.id()).text("\",\"message\":");
            Json.string(line, message);
            line.text("}").end();
        } else {
            line.text("pidone: ").line(message).end();
        }
        new StandardError().write(line);
    }

    /** Prints a line for people. */
    public static void complain(String message) {
        complain(new Line(LONGEST_LINE).printable(message), false);
    }
}

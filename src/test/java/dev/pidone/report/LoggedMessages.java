package dev.pidone.report;

import dev.pidone.linux.Line;
import java.util.ArrayList;
import java.util.List;

/** Notes what pidone logs. */
public final class LoggedMessages implements LogWriter {
    private final List<String> messages = new ArrayList<>();

    @Override
    public void write(Log.Level level, Line line) {
        String text = line.toString();
        if (!text.endsWith("\n") || !text.startsWith("pidone: " + level + ": ")) {
            throw new AssertionError("no line of " + level + ": " + text);
        }
        messages.add(text.substring(0, text.length() - 1));
    }

    /** The lines so far, without the line breaks: {@code pidone: WARN: ...}. */
    public List<String> messages() {
        return messages;
    }
}

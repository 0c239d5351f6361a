package dev.pidone.log;

import dev.pidone.memory.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Notes what pidone logs. */
public final class LoggedMessages implements LogWriter {
    private final List<String> messages = new ArrayList<>();
    private final Consumer<String> listener;

    public LoggedMessages() {
        this(message -> {
            // Nobody wants to know at once.
        });
    }

    /** @param listener is told of each message at once */
    public LoggedMessages(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public void write(Level level, Line line) {
        String text = line.toString();
        if (!text.endsWith("\n") || !text.startsWith("pidone: " + level + ": ")) {
            throw new AssertionError("no line of " + level + ": " + text);
        }
        messages.add(text.substring(0, text.length() - 1));
        listener.accept(messages.getLast());
    }

    /** The lines so far, without the line breaks: {@code pidone: WARN: ...}. */
    public List<String> messages() {
        return messages;
    }
}

package dev.pidone.container;

import java.util.function.Consumer;
import org.testcontainers.containers.output.OutputFrame;

/** What a container has written so far. */
final class Output implements Consumer<OutputFrame> {
    private final StringBuilder text = new StringBuilder();
    private boolean complete;

    @Override
    public synchronized void accept(OutputFrame frame) {
        if (frame.getType() == OutputFrame.OutputType.END) {
            complete = true;
        } else {
            text.append(frame.getUtf8String());
        }
    }

    synchronized boolean contains(String expected) {
        return text.indexOf(expected) >= 0;
    }

    /** Whether the container has ended and all is here. */
    synchronized boolean isComplete() {
        return complete;
    }

    synchronized String text() {
        return text.toString();
    }
}

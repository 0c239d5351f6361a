package dev.pidone.container;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
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
        notifyAll();
    }

    /** Waits until the container writes some text. */
    synchronized void await(String expected, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (text.indexOf(expected) < 0) {
            if (complete || !waitUntil(deadline)) {
                Assertions.fail("the container does not write \"" + expected + "\" but:\n" + text);
            }
        }
    }

    /** All that the container has written, once it has ended. */
    synchronized String complete(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!complete) {
            if (!waitUntil(deadline)) {
                Assertions.fail("the output of the container does not end:\n" + text);
            }
        }
        return text.toString();
    }

    /** Waits for a change. Returns false if the time is over. */
    private boolean waitUntil(long deadline) throws InterruptedException {
        long milliseconds = (deadline - System.nanoTime()) / 1_000_000;
        if (milliseconds > 0) {
            wait(milliseconds);
        }
        return milliseconds > 0;
    }
}

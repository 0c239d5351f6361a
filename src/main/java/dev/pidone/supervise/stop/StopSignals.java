package dev.pidone.supervise.stop;

import dev.pidone.kernel.Signal;

/**
 * The signals that have asked to end and go nowhere before the stop plan says so: each number once, as for a process
 * that has a signal blocked.
 */
public final class StopSignals {
    /** What the three that ask to end may be rewritten to, and those three for what is rewritten to them. */
    private static final int MOST = 6;

    private final Signal[] signals = new Signal[MOST];
    private final boolean[] typed = new boolean[MOST];
    private int count;
    /** The first, as it came. */
    private Signal first;

    /** Whether a signal asks to end, either as it came or as it is forwarded. */
    public static boolean include(Signal received, Signal replacement) {
        return Signal.asksToEnd(received) || Signal.asksToEnd(replacement);
    }

    /** @param isTyped whether a key of the terminal has caused it */
    void add(Signal received, Signal replacement, boolean isTyped) {
        first = first == null ? received : first;
        for (int index = 0; index < count; index++) {
            if (signals[index] == replacement) {
                return;
            }
        }
        signals[count] = replacement;
        typed[count] = isTyped;
        count++;
    }

    /** The first, as it came; {@code null} if none has. */
    Signal first() {
        return first;
    }

    int size() {
        return count;
    }

    Signal signal(int index) {
        return signals[index];
    }

    boolean isTyped(int index) {
        return typed[index];
    }
}

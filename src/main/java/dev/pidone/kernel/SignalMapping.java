package dev.pidone.kernel;

/** Which signal is to be sent where another one arrives. */
public final class SignalMapping {
    private final Signal[] replacements = new Signal[Signal.MAX + 1];

    /** Maps every signal to itself. */
    public SignalMapping() {
        for (int number = 1; number <= Signal.MAX; number++) {
            replacements[number] = Signal.of(number);
        }
    }

    /** @param to what is sent in place of {@code from}; {@code null} for nothing */
    public void replace(Signal from, Signal to) {
        replacements[from.number()] = to;
    }

    /** What is sent in place of a signal; {@code null} for nothing. */
    public Signal replacement(Signal received) {
        return replacements[received.number()];
    }
}

package dev.pidone.kernel;

/**
 * A set of signals, as the kernel holds it: bit {@code n - 1} stands for signal {@code n} (sigsetops(3)).
 *
 * @param bits the kernel's {@code sigset_t}
 */
public record SignalSet(long bits) {
    /** sizeof(sigset_t) of the kernel, which is not libc's (rt_sigaction(2)). */
    public static final long BYTES = 8;

    public static final SignalSet NONE = new SignalSet(0);
    public static final SignalSet ALL = new SignalSet(-1);

    public static SignalSet of(Signal... signals) {
        long bits = 0;
        for (Signal signal : signals) {
            bits |= bit(signal);
        }
        return new SignalSet(bits);
    }

    public boolean contains(Signal signal) {
        return (bits & bit(signal)) != 0;
    }

    public SignalSet union(SignalSet other) {
        return new SignalSet(bits | other.bits);
    }

    public SignalSet without(SignalSet others) {
        return new SignalSet(bits & ~others.bits);
    }

    /** The bit that stands for a signal. */
    public static long bit(Signal signal) {
        return 1L << (signal.number() - 1);
    }
}

package dev.pidone.kernel;

import dev.pidone.memory.Line;

/**
 * What a parent learns of a child from wait(2). One object can serve for one child after the other, so that reaping
 * does not allocate.
 */
public final class WaitStatus {
    private static final int SIGNAL_MASK = 0x7f;
    private static final int STOPPED = 0x7f;
    private static final int CORE_DUMPED = 0x80;
    private static final int CODE_SHIFT = 8;
    private static final int CODE_MASK = 0xff;

    private int raw;

    private WaitStatus(int raw) {
        this.raw = raw;
    }

    /**
     * Decodes what wait4(2) stores.
     *
     * @param raw the 16 bits that the macros of wait(2) take apart
     */
    public static WaitStatus of(int raw) {
        return new WaitStatus(raw);
    }

    public static WaitStatus exited(int code) {
        return of(code << CODE_SHIFT);
    }

    public static WaitStatus killed(Signal signal) {
        return of(signal.number());
    }

    public static WaitStatus stopped(Signal signal) {
        return of(signal.number() << CODE_SHIFT | STOPPED);
    }

    /** Takes another status on. */
    public void set(WaitStatus other) {
        raw = other.raw;
    }

    void set(int newRaw) {
        raw = newRaw;
    }

    /** What {@link #of} takes. */
    public int raw() {
        return raw;
    }

    /** Whether the child called exit. */
    public boolean exited() {
        return (raw & SIGNAL_MASK) == 0;
    }

    /** Whether a signal stopped the child; it still exists. */
    public boolean isStopped() {
        return (raw & CODE_MASK) == STOPPED;
    }

    /** Whether a signal killed the child. */
    public boolean isKilled() {
        return !exited() && !isStopped();
    }

    /** Whether the child has ended. */
    public boolean ended() {
        return !isStopped();
    }

    /** The signal that killed or stopped the child. */
    public Signal signal() {
        return Signal.of(isStopped() ? raw >> CODE_SHIFT & SIGNAL_MASK : raw & SIGNAL_MASK);
    }

    /**
     * The exit status that stands for the end of the child, 0 to 255: its own, or 128 and the signal that killed it.
     */
    public int exitCode() {
        return exited() ? raw >> CODE_SHIFT & CODE_MASK : ExitStatus.KILLED + signal().number();
    }

    /** Says it in words: {@code exited with status 3}. */
    public void describe(Line line) {
        if (exited()) {
            line.text("exited with status ").number(exitCode());
        } else {
            signal().addTo(line.text(isStopped() ? "stopped by " : "killed by "));
            if (isKilled() && (raw & CORE_DUMPED) != 0) {
                line.text(", core dumped");
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WaitStatus status && status.raw == raw;
    }

    @Override
    public int hashCode() {
        return raw;
    }

    @Override
    public String toString() {
        Line line = new Line(64);
        describe(line);
        return line.toString();
    }
}

package dev.pidone.linux;

/** A signal that has arrived, and where from; one object serves for all of them (signalfd(2)). */
public final class ReceivedSignal {
    private Signal signal;
    private boolean sentByProcess;
    private int sender;

    /** @param sender the sending process, 0 if it is unknown or outside the PID namespace */
    public void set(Signal signal, boolean sentByProcess, int sender) {
        this.signal = signal;
        this.sentByProcess = sentByProcess;
        this.sender = sender;
    }

    public Signal signal() {
        return signal;
    }

    /** Whether a process sent it, and not the kernel on its own account (sigaction(2), {@code si_code}). */
    public boolean sentByProcess() {
        return sentByProcess;
    }

    /** The process ID of the sender, 0 if it is unknown or outside the PID namespace. */
    public int sender() {
        return sender;
    }
}

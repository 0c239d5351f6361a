package dev.pidone.kernel;

/** A signal that has arrived, and where from; one object serves for all of them (signalfd(2)). */
public final class ReceivedSignal {
    private Signal signal;
    private boolean sentByProcess;
    private int sender;
    private boolean forwarded;
    private boolean arrived;
    private boolean distrusted;

    /** @param sender the sending process, 0 if it is unknown or outside the PID namespace */
    public void set(Signal signal, boolean sentByProcess, int sender) {
        this.signal = signal;
        this.sentByProcess = sentByProcess;
        this.sender = sender;
        forwarded = false;
        distrusted = false;
    }

    /** It comes, or may come, from inside the PID namespace. */
    public void setDistrusted() {
        distrusted = true;
    }

    /** @see Kernel#distrustInside */
    public boolean isDistrusted() {
        return distrusted;
    }

    /**
     * It has been forwarded already.
     *
     * @param arrived whether there was anybody that it could be sent to
     * @see Kernel#forwardDirectly
     */
    public void setForwarded(boolean arrived) {
        forwarded = true;
        this.arrived = arrived;
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

    /** Whether it has been forwarded already. */
    public boolean isForwarded() {
        return forwarded;
    }

    /** Whether there was anybody that it could be forwarded to, if it has been forwarded already. */
    public boolean hasArrived() {
        return arrived;
    }
}

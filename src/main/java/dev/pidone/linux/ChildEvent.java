package dev.pidone.linux;

/** A child and what became of it; one object serves for all of them (wait(2)). */
public final class ChildEvent {
    private int processId;
    private WaitStatus status;

    public void set(int processId, WaitStatus status) {
        this.processId = processId;
        this.status = status;
    }

    public int processId() {
        return processId;
    }

    public WaitStatus status() {
        return status;
    }
}

package dev.pidone.linux;

/** A child and what became of it; one object serves for all of them (wait(2)). */
public final class ChildEvent {
    private final WaitStatus status = WaitStatus.of(0);
    private int processId;

    public void set(int newProcessId, WaitStatus newStatus) {
        processId = newProcessId;
        status.set(newStatus);
    }

    void set(int newProcessId, int rawStatus) {
        processId = newProcessId;
        status.set(rawStatus);
    }

    public int processId() {
        return processId;
    }

    /** What became of it; as long as this object tells of this child. */
    public WaitStatus status() {
        return status;
    }
}

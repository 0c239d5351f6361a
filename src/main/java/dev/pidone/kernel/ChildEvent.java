package dev.pidone.kernel;

/** A child and what became of it; one object serves for all of them (wait(2)). */
public final class ChildEvent {
    private final WaitStatus status = WaitStatus.of(0);
    private final ProcessDetails facts;
    private int processId;

    /** Tells no more than a child's end. */
    public ChildEvent() {
        this(null);
    }

    /** @param facts what becomes known of each child; see {@link Kernel#tellOfChildren} */
    public ChildEvent(ProcessDetails facts) {
        this.facts = facts;
    }

    public void set(int newProcessId, WaitStatus newStatus) {
        processId = newProcessId;
        status.set(newStatus);
    }

    public void set(int newProcessId, int rawStatus) {
        processId = newProcessId;
        status.set(rawStatus);
    }

    public int processId() {
        return processId;
    }

    /** What is known of it; {@code null} if nothing is asked for. */
    public ProcessDetails facts() {
        return facts;
    }

    /** What became of it; as long as this object tells of this child. */
    public WaitStatus status() {
        return status;
    }
}

package dev.pidone.supervise.job;

import dev.pidone.kernel.WaitStatus;

/** What is known of the command, and whether pidone has children beside it. */
public final class Command {
    private final WaitStatus status = WaitStatus.of(0);
    private int processId;
    private boolean hasEnded;
    private boolean hasChildren;

    /** It has been started. */
    public void started(int newProcessId) {
        processId = newProcessId;
        hasChildren = true;
    }

    /** It has ended, and has been reaped. */
    public void ended(WaitStatus newStatus) {
        status.set(newStatus);
        hasEnded = true;
    }

    /** Whether there are children has been looked at. */
    public void setHasChildren(boolean newHasChildren) {
        hasChildren = newHasChildren;
    }

    /** Its process ID. Once it has been reaped, another process may have it. */
    public int processId() {
        return processId;
    }

    /** Whether it has ended, and has been reaped. */
    public boolean hasEnded() {
        return hasEnded;
    }

    /** What became of it, once it has ended. */
    public WaitStatus status() {
        return status;
    }

    /** The status with which it has ended, 0 to 255: its own, or 128 and the signal that killed it. */
    public int exitCode() {
        return status.exitCode();
    }

    /** Whether any child is left, adopted orphans included, as of the last round. */
    public boolean hasChildren() {
        return hasChildren;
    }
}

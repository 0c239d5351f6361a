package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.supervise.Observer;

/**
 * Whether the kernel has killed somebody here, while the command ran, because memory ran out. What it had counted
 * before is noted once the command runs: it need not wait for that.
 */
public final class OutOfMemory implements Observer {
    private final Kernel kernel;
    private final CommandFacts facts;
    private boolean killedByOthers;
    private MemoryUse use;

    /** @param facts is told of everything before */
    public OutOfMemory(Kernel kernel, CommandFacts facts) {
        this.kernel = kernel;
        this.facts = facts;
    }

    @Override
    public void commandStarted(int processId) {
        kernel.noteMemoryUse();
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (who == Child.COMMAND && child.status().ended()) {
            WaitStatus end = facts.status();
            killedByOthers = end.isKilled() && end.signal() == Signal.KILL && !facts.isKilledByPidone();
            use = mayBeForMemory(end) ? kernel.memoryUse() : null;
        }
    }

    /**
     * Others may be in the control group: so where pidone is not the first process of a container, only the signal
     * itself counts.
     */
    private boolean mayBeForMemory(WaitStatus status) {
        boolean failed = status.exited() && status.exitCode() != 0;
        return killedByOthers
                || failed && (kernel.processId() == 1 || status.exitCode() == ExitStatus.KILLED + Signal.KILL.number());
    }

    /** Whether the command was killed by KILL, and not by pidone. */
    boolean killedByOthers() {
        return killedByOthers;
    }

    boolean happened() {
        return use != null && use.killed() > 0;
    }

    /** What the kernel has counted; {@code null} if that is not known, or of no interest. */
    MemoryUse use() {
        return use;
    }
}

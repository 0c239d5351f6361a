package dev.pidone.supervise.explain;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.stop.Stopping;

/**
 * Whether the kernel has killed somebody here because memory was short. Those that are added behind it may ask at the
 * end.
 */
public final class OutOfMemory implements Observer {
    private final Kernel kernel;
    private final Command command;
    private final Stopping stopping;
    private boolean killedByOthers;
    private MemoryUse use;

    public OutOfMemory(Kernel kernel, Command command, Stopping stopping) {
        this.kernel = kernel;
        this.command = command;
        this.stopping = stopping;
    }

    @Override
    public void ended(ExitStatus status, HowItEnded how) {
        WaitStatus end = command.status();
        killedByOthers = end.isKilled() && end.signal() == Signal.KILL && !stopping.hasKilled();
        use = how != HowItEnded.PAUSE && mayBeForMemory(end) ? kernel.memoryUse() : null;
    }

    /**
     * The control group may be older than the run, and others may be in it: so where pidone is not the first process of
     * a container, only the signal itself counts.
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

    public boolean happened() {
        return use != null && use.killed() > 0;
    }

    /** What the kernel has counted; {@code null} if that is not known, or of no interest. */
    public MemoryUse use() {
        return use;
    }
}

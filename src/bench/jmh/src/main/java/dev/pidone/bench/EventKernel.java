package dev.pidone.bench;

import dev.pidone.linux.ChildEvent;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.ReceivedSignal;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.linux.SignalSet;
import dev.pidone.linux.WaitStatus;

/** A kernel that is told what happens next, and for the rest agrees to everything. */
final class EventKernel implements Kernel {
    private final int command;
    private Signal pending;
    private boolean forwarded;
    private int ended;
    private int rawStatus;

    /** @param command the process ID of whatever is spawned */
    EventKernel(int command) {
        this.command = command;
    }

    /** @param isForwarded whether the kernel layer has forwarded it already */
    void signalArrives(Signal signal, boolean isForwarded) {
        pending = signal;
        forwarded = isForwarded;
    }

    /** @param status as wait4(2) stores it */
    void childEnds(int processId, int status) {
        ended = processId;
        rawStatus = status;
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        if (pending == null) {
            return false;
        }
        into.set(pending, pending != Signal.CHLD, 0);
        if (forwarded) {
            into.setForwarded(true);
        }
        pending = null;
        return true;
    }

    @Override
    public Reaping reap(ChildEvent into) {
        if (ended == 0) {
            return Reaping.NOTHING_NEW;
        }
        into.set(ended, WaitStatus.of(rawStatus));
        ended = 0;
        return Reaping.CHANGED;
    }

    @Override
    public int processId() {
        return 1;
    }

    @Override
    public int spawn(Launch launch) {
        return command;
    }

    @Override
    public void become(Launch launch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void adoptOrphans() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGo() {
        // There is nothing to let go of.
    }

    @Override
    public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
        // The benchmark says what was forwarded.
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        // It has happened already.
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        return true;
    }

    @Override
    public boolean signalGroup(int processGroup, Signal signal) {
        return true;
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        return true;
    }

    @Override
    public boolean hasOtherProcesses() {
        return true;
    }

    @Override
    public boolean listProcesses(ProcessTable into) {
        return false;
    }

    @Override
    public boolean watch(int processId) {
        return false;
    }

    @Override
    public String processName(int processId) {
        return "?";
    }

    @Override
    public boolean isForeground() {
        return false;
    }

    @Override
    public boolean hasTerminal() {
        return false;
    }

    @Override
    public void setForeground(int processGroup) {
        // There is no terminal.
    }

    @Override
    public boolean writesToPipe() {
        return false;
    }

    @Override
    public int foregroundGroup() {
        return -1;
    }

    @Override
    public void stopSelf(Signal signal) {
        // As PID 1.
    }

    @Override
    public void stopOwnGroup(Signal signal) {
        // As PID 1.
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}

package dev.pidone.supervise;

import dev.pidone.linux.ChildEvent;
import dev.pidone.linux.Errno;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Line;
import dev.pidone.linux.NativeStrings;
import dev.pidone.linux.MemoryCgroup;
import dev.pidone.linux.ProcessDetails;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.ProcessVisitor;
import dev.pidone.linux.ReceivedSignal;
import dev.pidone.linux.ResourceUsage;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.linux.SignalSet;

/** A kernel where nothing happens: the base of those that show one thing. It allocates nothing. */
public class IdleKernel implements Kernel {
    /** The process ID of the command. */
    static final int COMMAND = 10;

    private final int processId;

    public IdleKernel(int processId) {
        this.processId = processId;
    }

    @Override
    public int processId() {
        return processId;
    }

    @Override
    public int spawn(Launch launch) {
        return COMMAND;
    }

    @Override
    public void become(Launch launch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void prepareToStartBeside() {
        // Nothing is ever started.
    }

    @Override
    public int startBeside(NativeStrings program, Signal signal, int commandId) {
        return -Errno.ENOENT.number();
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean adoptOrphans() {
        return true;
    }

    @Override
    public boolean adoptsOrphans() {
        return true;
    }

    @Override
    public void letGo() {
        // Nothing was inherited.
    }

    @Override
    public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
        // Everything is left to the caller.
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        // Returns early.
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        return false;
    }

    @Override
    public Reaping reap(ChildEvent into) {
        return Reaping.NOTHING_NEW;
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
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        return true;
    }

    @Override
    public boolean watch(int processId) {
        return true;
    }

    @Override
    public void describeName(int processId, Line into) {
        into.text("program");
    }

    @Override
    public boolean describe(int processId, ProcessDetails into) {
        into.clear();
        into.set('S', 1);
        into.setUser(1000);
        into.setTimes(3_000_000_000L, 20_000_000);
        into.name().text("program");
        into.commandLine().text("program --of something");
        return true;
    }

    @Override
    public MemoryCgroup memoryCgroup() {
        return null;
    }

    @Override
    public void usageOfChildren(ResourceUsage into) {
        // Nobody has used anything.
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
    public boolean writesToPipe() {
        return false;
    }

    @Override
    public void setForeground(int processGroup) {
        // There is no terminal.
    }

    @Override
    public int foregroundGroup() {
        return -1;
    }

    @Override
    public boolean stopSelf(Signal signal) {
        return false;
    }

    @Override
    public boolean stopOwnGroup(Signal signal) {
        return false;
    }

    @Override
    public boolean isJobOfParent() {
        return false;
    }

    @Override
    public long nanoTime() {
        return 0;
    }
}

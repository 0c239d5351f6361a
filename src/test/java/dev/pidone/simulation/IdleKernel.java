package dev.pidone.simulation;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.DescendantSieve;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;

/** A kernel where nothing happens: the base of those that show one thing. It allocates nothing. */
public class IdleKernel implements EveryRole {
    /** The process ID of the command. */
    public static final int COMMAND = 10;

    private final int processId;
    private final DescendantSieve sieve = new DescendantSieve(this);
    private final ProcessVisitor shown = this::show;
    private ProcessVisitor wanted;
    private int listed;

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
    public void prepareToStartProgram() {
        // Nothing is ever started.
    }

    @Override
    public int startProgram(NativeStrings program, Signal signal, int commandId) {
        return -Errno.ENOENT.number();
    }

    @Override
    public int programError() {
        return 0;
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
    public void closeInherited() {
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

    /** From what {@link #listProcesses} tells, by default. */
    @Override
    public Listing listDescendants(ProcessTable into, ProcessVisitor visitor) {
        wanted = visitor;
        return sieve.list(processId(), into, shown);
    }

    private boolean show(ProcessTable table, int index) {
        listed = table.processId(index);
        return wanted.visit(table, index);
    }

    @Override
    public boolean listChildren(ProcessTable into) {
        boolean isListed = listProcesses(into, ProcessVisitor.NONE);
        into.keepChildrenOf(processId());
        return isListed;
    }

    @Override
    public boolean signalListed(Signal signal) {
        return signal(listed, signal);
    }

    @Override
    public boolean watchInput() {
        return true;
    }

    @Override
    public boolean inputHasEnded() {
        return false;
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
        into.setAge(3_000_000_000L);
        into.setUsage(20_000_000, ProcessDetails.UNKNOWN);
        into.name().text("program");
        return true;
    }

    @Override
    public void describeCommandLine(int processId, Line into) {
        into.text("program --of something");
    }

    @Override
    public MemoryUse memoryUse() {
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
    public boolean mayHaveHungUp() {
        return false;
    }

    @Override
    public boolean isForCommand() {
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

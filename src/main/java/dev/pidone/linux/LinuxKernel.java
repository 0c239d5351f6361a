package dev.pidone.linux;

import dev.pidone.io.OutputFile;
import dev.pidone.io.WallClock;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.linux.launch.CommandStarter;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.linux.proc.MemoryCgroup;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.KernelException;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The real kernel, through the Foreign Function and Memory API. */
public final class LinuxKernel implements Kernel {
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long PR_SET_CHILD_SUBREAPER = 36;
    private static final long PR_GET_CHILD_SUBREAPER = 37;
    private static final long SIG_BLOCK = 0;
    private static final long SIG_UNBLOCK = 1;
    private static final long SIG_IGN = 1;
    private static final long CLOCK_MONOTONIC = 1;
    private static final long CLOCK_BOOTTIME = 7;
    private static final long RUSAGE_CHILDREN = -1;
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;
    private static final int INIT = 1;
    /** As a process ID: all processes of the caller's group (kill(2)). */
    private static final int OWN_GROUP = 0;
    /** As a process ID: all processes but the caller and PID 1 (kill(2)). */
    private static final int EVERY_PROCESS = -1;
    private static final int NO_SIGNAL = 0;
    /** A struct sigaction of the kernel, the largest of what is kept there. */
    private static final int WORDS = 4;
    private static final int LONGEST_MESSAGE = 256;

    private final ProcessStart start;
    private final CommandStarter starter;
    private int processId;
    private final EventQueue events;
    private final ChildQueue children = new ChildQueue();
    private final MemorySegment words = Arena.global().allocate(ValueLayout.JAVA_LONG, WORDS);
    private final ControllingTerminal terminal = new ControllingTerminal();
    private final ProcFs procFs = new ProcFs();
    private final Line root = new Line(2);
    private PidNamespace namespace;
    private ChildInspector inspector;

    /** Takes hold of the process: from here on signals are received here. */
    public LinuxKernel(ProcessStart start) {
        this.start = start;
        starter = new CommandStarter(start);
        processId = (int) SystemCall.GETPID.call();
        events = new EventQueue(processId, start.insideJvm());
        root.text("/").add((byte) 0);
    }

    /** Ends this process at once (_exit(2)). */
    public static void exit(ExitStatus status) {
        SystemCall.EXIT_GROUP.call(status.code());
    }

    private static void check(String attempt, long result) {
        if (result < 0) {
            throw new KernelException(attempt, (int) -result);
        }
    }

    @Override
    public int processId() {
        return processId;
    }

    @Override
    public int spawn(Launch launch) throws LaunchException {
        int descriptor = terminal.open();
        try {
            int child = spawn(launch, descriptor);
            SharedState.setInt(SharedState.COMMAND_ID, child);
            return child;
        } finally {
            terminal.close(descriptor);
        }
    }

    private int spawn(Launch launch, int descriptor) throws LaunchException {
        boolean ownSession = launch.grouping() == Launch.Grouping.OWN_SESSION;
        boolean foreground = isForeground(descriptor);
        if (ownSession && descriptor >= 0) {
            terminal.giveUp(descriptor);
        }
        try {
            return starter.spawn(launch, foreground || ownSession ? descriptor : -1, processId);
        } catch (LaunchException e) {
            // The child may have had the terminal already: who reads next would find it in the hands of the dead.
            if (foreground && launch.grouping() == Launch.Grouping.OWN_GROUP) {
                terminal.setForegroundGroup(descriptor, ownGroup());
            }
            throw e;
        }
    }

    private boolean isForeground(int descriptor) {
        return mayTakeTerminal(descriptor) && terminal.foregroundGroup(descriptor) == ownGroup();
    }

    /**
     * Whether the terminal is for the command from the start on. A shell without job control runs what is followed by
     * {@code &} in its own group: then standard input, which is another file, is all that tells that the terminal is
     * the shell's. And a process group outside of the PID namespace has no ID here, so that pidone cannot know whether
     * it is in the foreground. A command that needs the terminal nevertheless is stopped for it, and gets it then.
     */
    private boolean mayTakeTerminal(int descriptor) {
        return descriptor == Descriptors.STANDARD_INPUT && ownGroup() != 0 && (!writesToPipe() || isSubstituted());
    }

    /**
     * Whether this is a command substitution of an interactive shell, which ignores TTIN there: the command would not
     * be stopped for want of the terminal, but fail to read. The shell itself reads what is written, so nobody at the
     * other end of the pipe needs the terminal, unless the substitution is a pipeline: then its subshell, the parent,
     * writes elsewhere. A single command has taken the place of the subshell, and the leader of the group is its
     * parent.
     */
    private boolean isSubstituted() {
        if (!isIgnored(Signal.TTIN)) {
            return false;
        }
        int parent = (int) SystemCall.GETPPID.call();
        return isContained() || parent == ownGroup()
                || procFs.isOwnNamespace(processId) && procFs.pipeAtOutput(parent) == procFs.pipeAtOutput(processId);
    }

    private boolean isIgnored(Signal signal) {
        SystemCall.RT_SIGACTION.call(signal.number(), 0, words.address(), SignalSet.BYTES);
        return words.get(ValueLayout.JAVA_LONG, 0) == SIG_IGN;
    }

    private static int ownGroup() {
        return (int) SystemCall.GETPGID.call();
    }

    @Override
    public void become(Launch launch) throws LaunchException {
        if (start.insideJvm()) {
            SignalRelay.sendToThisThread();
        }
        starter.become(launch);
    }

    @Override
    public int enterPidNamespace(Launch.Grouping grouping) throws LaunchException {
        if (start.insideJvm()) {
            throw new LaunchException(
                    new Line(LONGEST_MESSAGE).text("cannot make a PID namespace: a JVM cannot be divided into two"
                            + " processes; the static file, target/pidone, can"),
                    ExitStatus.PIDONE_FAILED);
        }
        int descriptor = terminal.open();
        try {
            return enterPidNamespace(grouping, descriptor);
        } finally {
            terminal.close(descriptor);
        }
    }

    private int enterPidNamespace(Launch.Grouping grouping, int descriptor) throws LaunchException {
        boolean ownSession = grouping == Launch.Grouping.OWN_SESSION;
        boolean given = ownSession || grouping == Launch.Grouping.OWN_GROUP && isForeground(descriptor);
        if (ownSession && descriptor >= 0) {
            terminal.giveUp(descriptor);
        }
        namespace = new PidNamespace();
        int child = namespace.create();
        if (child == 0) {
            processId = INIT;
            SharedState.setInt(SharedState.OWN_ID, INIT);
            terminal.enterGroup(grouping, given ? descriptor : -1);
            namespace.settle();
        } else {
            SharedState.setInt(SharedState.COMMAND_ID, child);
            events.watchChannel(namespace.channel());
        }
        return child;
    }

    @Override
    public boolean isContained() {
        return namespace != null && processId == INIT;
    }

    @Override
    public boolean stopOutside(Signal signal) {
        return isContained() && namespace.tell(signal);
    }

    @Override
    public Signal stopInside() {
        if (namespace == null || !namespace.isOpen()) {
            return null;
        }
        Signal signal = namespace.hear();
        if (!namespace.isOpen()) {
            events.unwatch();
        }
        return signal;
    }

    @Override
    public void awaitCommandInside() {
        namespace.awaitClosed();
        events.unwatch();
    }

    @Override
    public Readiness readiness(int other, Signal signal) {
        return procFs.isOwnNamespace(processId) ? procFs.readiness(other, signal) : Readiness.PREPARED;
    }

    @Override
    public boolean isNamed(int other, String[] names) {
        return procFs.isNamed(other, names);
    }

    @Override
    public void distrustInside() {
        requireInit();
        SharedState.setInt(SharedState.DISTRUSTS_INSIDE, 1);
    }

    @Override
    public boolean isEmptyGroup(int processGroup) {
        // 0 and 1 would ask for something else (kill(2)).
        return processGroup > INIT && SystemCall.KILL.call(-processGroup, NO_SIGNAL) == -Errno.ESRCH.number();
    }

    @Override
    public void prepareToStartBeside() {
        starter.prepareToStartBeside();
    }

    @Override
    public int startBeside(NativeStrings program, Signal signal, int commandId) {
        return starter.startBeside(program, signal, commandId);
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        check("prctl(PR_SET_PDEATHSIG)", SystemCall.PRCTL.call(PR_SET_PDEATHSIG, signal.number()));
    }

    @Override
    public boolean adoptOrphans() {
        return SystemCall.PRCTL.call(PR_SET_CHILD_SUBREAPER, 1) == 0;
    }

    @Override
    public boolean adoptsOrphans() {
        return processId == INIT || SystemCall.PRCTL.call(PR_GET_CHILD_SUBREAPER, words.address()) == 0
                && words.get(ValueLayout.JAVA_INT, 0) != 0;
    }

    @Override
    public OutputFile openFile(String name) {
        return OutputFile.open(name, start.workingDirectory() >= 0 ? start.workingDirectory() : Descriptors.AT_FDCWD);
    }

    @Override
    public void letGo() {
        InheritedDescriptors.close(procFs, start.insideJvm());
        if (start.workingDirectory() >= 0) {
            SystemCall.CLOSE.call(start.workingDirectory());
        } else {
            SystemCall.CHDIR.call(root.bytes().address());
        }
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        events.await(nanoseconds);
    }

    @Override
    public void endWithAllChildren() {
        SharedState.setInt(SharedState.WAITS_FOR_ALL, 1);
    }

    @Override
    public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
        if (target == EVERY_PROCESS) {
            requireInit();
        }
        events.routes().set(replacements, reported, target);
    }

    @Override
    public boolean nextSignal(ReceivedSignal into) {
        return events.nextSignal(into);
    }

    @Override
    public void tellOfChildren() {
        inspector = new ChildInspector(procFs);
    }

    @Override
    public Reaping reap(ChildEvent into) {
        return inspector == null ? children.next(into) : inspector.next(into, processId);
    }

    @Override
    public boolean signal(int processId, Signal signal) {
        return kill(processId, signal.number());
    }

    @Override
    public boolean signalGroup(int processGroup, Signal signal) {
        return kill(-processGroup, signal.number());
    }

    @Override
    public boolean signalEveryProcess(Signal signal) {
        requireInit();
        return kill(EVERY_PROCESS, signal.number());
    }

    @Override
    public boolean hasOtherProcesses() {
        requireInit();
        return kill(EVERY_PROCESS, NO_SIGNAL);
    }

    private void requireInit() {
        if (processId != INIT) {
            throw new IllegalStateException("kill(-1) is for PID 1 only");
        }
    }

    private static boolean kill(int target, int signal) {
        return SystemCall.KILL.call(target, signal) == 0;
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        return procFs.listProcesses(into, processId, visitor);
    }

    @Override
    public boolean watch(int processId) {
        return events.watch(processId);
    }

    @Override
    public void describeName(int processId, Line into) {
        procFs.describeName(processId, into);
    }

    @Override
    public boolean look(int other, ProcessDetails into) {
        return procFs.look(other, into);
    }

    @Override
    public void describeCommandLine(int other, Line into) {
        procFs.describeCommandLine(other, into);
    }

    @Override
    public boolean describe(int other, ProcessDetails into) {
        return procFs.describe(other, into, clock(CLOCK_BOOTTIME));
    }

    @Override
    public MemoryUse memoryCgroup() {
        return new MemoryCgroup().read();
    }

    @Override
    public void usageOfChildren(ResourceUsage into) {
        SystemCall.GETRUSAGE.call(RUSAGE_CHILDREN, into.address());
    }

    @Override
    public boolean isForeground() {
        int own = ownGroup();
        int descriptor = terminal.open();
        boolean foreground = descriptor >= 0 && terminal.foregroundGroup(descriptor) == own
        // Both are 0 where they are outside of the PID namespace: that tells nothing.
                && (own != 0 || terminal.letsRead(descriptor));
        terminal.close(descriptor);
        return foreground;
    }

    @Override
    public boolean hasTerminal() {
        return foregroundGroup() >= 0;
    }

    @Override
    public boolean writesToPipe() {
        return SystemCall.FCNTL.call(Descriptors.STANDARD_OUTPUT, Descriptors.F_GETPIPE_SZ) >= 0;
    }

    @Override
    public int foregroundGroup() {
        int descriptor = terminal.open();
        int group = descriptor < 0 ? -1 : terminal.foregroundGroup(descriptor);
        terminal.close(descriptor);
        return group;
    }

    @Override
    public void setForeground(int processGroup) {
        int descriptor = terminal.open();
        if (descriptor >= 0) {
            terminal.setForegroundGroup(descriptor, processGroup == 0 ? ownGroup() : processGroup);
        }
        terminal.close(descriptor);
    }

    @Override
    public boolean stopSelf(Signal signal) {
        return stop(processId, signal);
    }

    @Override
    public boolean stopOwnGroup(Signal signal) {
        return stop(OWN_GROUP, signal);
    }

    private boolean stop(int target, Signal signal) {
        words.set(ValueLayout.JAVA_LONG, 0, SignalSet.bit(signal));
        changeMask(SIG_UNBLOCK);
        SystemCall.KILL.call(target, signal.number());
        changeMask(SIG_BLOCK);
        // The signal has dropped any CONT that was pending (kill(2)): one that is there now has ended the stop.
        SystemCall.RT_SIGPENDING.call(words.address(), SignalSet.BYTES);
        return (words.get(ValueLayout.JAVA_LONG, 0) & SignalSet.bit(Signal.CONT)) != 0;
    }

    @Override
    public boolean isJobOfParent() {
        long parent = SystemCall.GETPPID.call();
        return parent != 0 && parent != ownGroup() && SystemCall.GETPGID.call(parent) == parent
                && SystemCall.GETSID.call(parent) == SystemCall.GETSID.call()
                && (isPrepared((int) parent, Signal.TSTP) || isPrepared((int) parent, Signal.CHLD));
    }

    private boolean isPrepared(int other, Signal signal) {
        return readiness(other, signal) == Readiness.PREPARED;
    }

    private void changeMask(long how) {
        SystemCall.RT_SIGPROCMASK.call(how, words.address(), 0, SignalSet.BYTES);
    }

    @Override
    public NativeStrings arguments() {
        return start.arguments();
    }

    @Override
    public long nanoTime() {
        return clock(CLOCK_MONOTONIC);
    }

    @Override
    public long sinceBoot() {
        return clock(CLOCK_BOOTTIME);
    }

    @Override
    public long sinceEpoch() {
        return clock(WallClock.CLOCK_REALTIME);
    }

    private long clock(long which) {
        SystemCall.CLOCK_GETTIME.call(which, words.address());
        return words.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOSECONDS_PER_SECOND
                + words.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}

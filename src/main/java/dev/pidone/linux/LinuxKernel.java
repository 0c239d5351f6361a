package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The real kernel, through the Foreign Function and Memory API. */
public final class LinuxKernel implements Kernel {
    static final long AT_FDCWD = -100;
    /** Waits for children of any kind, also for those that clone(2) was told to send no SIGCHLD for (wait(2)). */
    static final long WALL = 0x4000_0000;

    private static final long SETTLE_AFTER = 1_000_000_000;
    private static final long NEVER = Long.MIN_VALUE;
    private static final long PR_SET_CHILD_SUBREAPER = 36;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long SIG_BLOCK = 0;
    private static final long SIG_UNBLOCK = 1;
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;
    private static final long F_GETPIPE_SZ = 1032;
    /** As a process ID: all processes of the caller's group (kill(2)). */
    private static final int OWN_GROUP = 0;
    /** As a process ID: all processes but the caller and PID 1 (kill(2)). */
    private static final int EVERY_PROCESS = -1;

    private final ProcessStart start;
    private final CommandStarter starter;
    private final int processId;
    private final long created = System.nanoTime();
    private long settleAt = NEVER;
    private final Descriptors descriptors;
    private final EventQueue events;
    private final ChildQueue children = new ChildQueue();
    private final MemorySegment signalMask = Arena.global().allocate(ValueLayout.JAVA_LONG);
    private final ControllingTerminal terminal = new ControllingTerminal();
    private ProcFs procFs;

    /**
     * Takes hold of the process: from here on signals are received here, and no descriptor of the JVM's will be left in
     * the command.
     */
    public LinuxKernel(ProcessStart start) {
        this.start = start;
        starter = new CommandStarter(start);
        processId = (int) call(SystemCall.GETPID, 0, 0);
        events = new EventQueue(processId);
        descriptors = new Descriptors(start, events, procFs());
    }

    /** Does the slow part of what this class needs; another thread may run it before the first kernel is made. */
    public static final class Preparation implements Runnable {
        @Override
        public void run() {
            NativeLibrary.link();
        }
    }

    /** Ends this process at once, without the JVM's shutdown sequence (_exit(2)). */
    public static void exit(ExitStatus status) {
        call(SystemCall.EXIT_GROUP, status.code(), 0);
    }

    private static long call(SystemCall call, long a1, long a2) {
        return NativeLibrary.systemCall(call, a1, a2, 0, 0, 0);
    }

    private static void check(String attempt, long result) {
        if (result < 0) {
            throw new KernelException(attempt, (int) -result);
        }
    }

    private ProcFs procFs() {
        if (procFs == null) {
            procFs = new ProcFs();
        }
        return procFs;
    }

    @Override
    public int processId() {
        return processId;
    }

    @Override
    public int spawn(Launch launch) throws LaunchException {
        int descriptor = terminal.open();
        try {
            boolean foreground = mayTakeTerminal(descriptor) && terminal.foregroundGroup(descriptor) == ownGroup();
            if (launch.grouping() == Launch.Grouping.OWN_SESSION && descriptor >= 0) {
                terminal.giveUp(descriptor);
            }
            boolean handOver = foreground || launch.grouping() == Launch.Grouping.OWN_SESSION;
            return spawn(launch, handOver ? descriptor : -1);
        } finally {
            terminal.close(descriptor);
        }
    }

    /**
     * Whether the terminal is for the command from the start on. A shell without job control runs what is followed by
     * {@code &} in its own group: then standard input, which is another file, is all that tells that the terminal is
     * the shell's. And a process group outside of the PID namespace has no ID here, so that pidone cannot know whether
     * it is in the foreground. A command that needs the terminal nevertheless is stopped for it, and gets it then.
     */
    private boolean mayTakeTerminal(int descriptor) {
        return descriptor == STANDARD_INPUT && !writesToPipe() && ownGroup() != 0;
    }

    private int spawn(Launch launch, int descriptor) throws LaunchException {
        try {
            return starter.spawn(launch, descriptor, processId);
        } catch (LaunchException e) {
            // The child may have had the terminal already: who reads next would find it in the hands of the dead.
            if (descriptor >= 0 && launch.grouping() == Launch.Grouping.OWN_GROUP) {
                terminal.setForegroundGroup(descriptor, ownGroup());
            }
            throw e;
        }
    }

    private static int ownGroup() {
        return (int) call(SystemCall.GETPGID, 0, 0);
    }

    @Override
    public void become(Launch launch) throws LaunchException {
        starter.become(launch, events.relay());
    }

    @Override
    public void requestParentDeathSignal(Signal signal) {
        check("prctl(PR_SET_PDEATHSIG)", call(SystemCall.PRCTL, PR_SET_PDEATHSIG, signal.number()));
    }

    @Override
    public void adoptOrphans() {
        check("prctl(PR_SET_CHILD_SUBREAPER)", call(SystemCall.PRCTL, PR_SET_CHILD_SUBREAPER, 1));
    }

    @Override
    public void letGo() {
        descriptors.closeInherited();
        if (start.workingDirectory() >= 0) {
            call(SystemCall.CLOSE, start.workingDirectory(), 0);
        } else {
            call(SystemCall.CHDIR, NativeBytes.address("/"), 0);
        }
        if (start.isOfThisProcess()) {
            start.showOwnArguments();
            settleAt = created + SETTLE_AFTER;
        }
    }

    @Override
    public void awaitEvent(long nanoseconds) {
        if (settleAt == NEVER) {
            events.await(nanoseconds);
            return;
        }
        long left = settleAt - System.nanoTime();
        if (left > 0) {
            events.await(nanoseconds == FOREVER ? left : Math.min(left, nanoseconds));
        } else {
            settle();
            events.await(nanoseconds);
        }
    }

    /** What can wait until the command has started: from then on an idle pidone is small, and sleeps. */
    private void settle() {
        settleAt = NEVER;
        new PeriodicThreads(procFs(), events.relay(), processId).end(System.nanoTime() - created);
        FilePages.release();
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
    public Reaping reap(ChildEvent into) {
        return children.next(into);
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
        return kill(EVERY_PROCESS, 0);
    }

    private void requireInit() {
        if (processId != 1) {
            throw new IllegalStateException("kill(-1) is for PID 1 only, this is PID " + processId);
        }
    }

    private static boolean kill(int target, int signal) {
        long result = call(SystemCall.KILL, target, signal);
        if (result == -Errno.ESRCH.number() || result == -Errno.EPERM.number()) {
            return false;
        }
        check("kill", result);
        return true;
    }

    @Override
    public boolean listProcesses(ProcessTable into) {
        return procFs().listProcesses(into, processId);
    }

    @Override
    public boolean watch(int processId) {
        return events.watch(processId);
    }

    @Override
    public String processName(int processId) {
        return procFs().processName(processId);
    }

    @Override
    public boolean isForeground() {
        return foregroundGroup() == ownGroup();
    }

    @Override
    public boolean hasTerminal() {
        return foregroundGroup() >= 0;
    }

    @Override
    public boolean writesToPipe() {
        return NativeLibrary.systemCall(SystemCall.FCNTL, STANDARD_OUTPUT, F_GETPIPE_SZ, 0, 0, 0) >= 0;
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
    public void stopSelf(Signal signal) {
        stop(processId, signal);
    }

    @Override
    public void stopOwnGroup(Signal signal) {
        stop(OWN_GROUP, signal);
    }

    private void stop(int target, Signal signal) {
        signalMask.set(ValueLayout.JAVA_LONG, 0, SignalSet.of(signal).bits());
        changeMask(SIG_UNBLOCK);
        call(SystemCall.KILL, target, signal.number());
        changeMask(SIG_BLOCK);
    }

    private void changeMask(long how) {
        NativeLibrary.systemCall(SystemCall.RT_SIGPROCMASK, how, signalMask.address(), 0, CommandStarter.SIGSET_BYTES,
                0);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}

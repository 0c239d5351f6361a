package dev.pidone.kernel;

import dev.pidone.io.OutputFile;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;

/**
 * The only door to the operating system. Everything above it is tested against a simulated kernel.
 *
 * <p>
 * One thread uses it. Nothing but {@link #awaitEvent} blocks. Once the command has started nothing allocates, and what
 * can be expected is a result, no exception: a process that is gone, or that pidone may not signal.
 */
public interface Kernel {
    /** What {@link #awaitEvent} is given to wait without a limit. */
    long FOREVER = -1;

    /** The process ID of pidone in its own PID namespace: 1 means that it is the namespace's init (getpid(2)). */
    int processId();

    /**
     * Starts the command as a child.
     *
     * @return its process ID
     * @throws LaunchException if it could not be executed; no child is left then
     */
    int spawn(Launch launch) throws LaunchException;

    /**
     * Becomes the command, in place of pidone (execve(2)). Returns only by the exception.
     *
     * @throws LaunchException if the command could not be executed
     */
    void become(Launch launch) throws LaunchException;

    /**
     * Divides pidone in two: this process goes on outside, and a copy of it as PID 1 of a new PID namespace with a
     * /proc of its own, which ends when this process does (pid_namespaces(7), fork(2)).
     *
     * @param grouping which process group and session the one inside belongs to, as for a command
     * @return the process ID of the one inside; 0 there
     * @throws LaunchException if it cannot be made; inside also
     */
    default int enterPidNamespace(Launch.Grouping grouping) throws LaunchException {
        throw new UnsupportedOperationException();
    }

    /** Whether pidone is PID 1 of a namespace that it has made, so that there is another pidone outside. */
    default boolean isContained() {
        return false;
    }

    /**
     * Inside: tells pidone outside that the command was stopped, so that it stops as well, which PID 1 cannot.
     *
     * @return false if nobody is there to be told
     */
    default boolean stopOutside(Signal signal) {
        return false;
    }

    /**
     * Outside: the signal by which the command inside was stopped, as the one inside has told; {@code null} for none.
     */
    default Signal stopInside() {
        return null;
    }

    /** Outside: waits until the one inside has become the command, or has ended. */
    default void awaitCommandInside() {
        throw new UnsupportedOperationException();
    }

    /** What a signal would find a process doing about it (proc_pid_status(5)). */
    default Readiness readiness(int processId, Signal signal) {
        return Readiness.PREPARED;
    }

    /**
     * Whether a process runs a program of one of these names (proc_pid_comm(5), proc_pid_exe(5)).
     */
    default boolean isNamed(int processId, String[] names) {
        return false;
    }

    /**
     * From now on tells of each signal whether it comes from inside the PID namespace, where it can be forged, and
     * forwards no such signal directly. For PID 1.
     */
    default void distrustInside() {
        throw new UnsupportedOperationException();
    }

    /** Whether a process group has no member any more. */
    default boolean isEmptyGroup(int processGroup) {
        return false;
    }

    /** Makes room for what {@link #startBeside} needs. */
    void prepareToStartBeside();

    /**
     * Starts a program beside the command: with the command's environment, user and signals, {@code PIDONE_SIGNAL} and
     * {@code PIDONE_COMMAND_PID}; in a session of its own, so that it has no terminal, with nothing to read.
     *
     * @param signal what its environment names, {@code null} for nothing
     * @param commandId what its environment names, 0 for nothing
     * @return its process ID, or a negated errno
     */
    int startBeside(NativeStrings program, Signal signal, int commandId);

    /** Has the kernel send pidone a signal when its parent dies (PR_SET_PDEATHSIG(2const)). */
    void requestParentDeathSignal(Signal signal);

    /**
     * Makes the orphans among pidone's descendants its children (PR_SET_CHILD_SUBREAPER(2const)).
     *
     * @return false if this kernel, or a filter, does not allow it
     */
    boolean adoptOrphans();

    /** Whether orphans come to pidone: as the init, or since it is a subreaper, made so by whoever was here before. */
    boolean adoptsOrphans();

    /**
     * Opens a file that pidone will write, before the command starts: later its working directory is another one.
     *
     * @param name one char a byte
     */
    default OutputFile openFile(String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lets go of what the command has inherited by now: the working directory, so that pidone pins no mount, and the
     * descriptors beyond the standard ones, so that it keeps no pipe open.
     */
    void letGo();

    /**
     * Notes that the end is reached when all children have ended, and not with the command: for the loop that goes on
     * where pidone itself fails (src/main/c/file.c).
     */
    default void endWithAllChildren() {
    }

    /**
     * Has signals that processes send forwarded the moment they arrive: {@link #awaitEvent} does it before it returns,
     * by machine code, and goes on waiting. Those behind a signal that is left to the caller are left to the caller as
     * well, so that their order stays.
     *
     * @param replacements what is sent in place of each signal; those mapped to nothing are left to the caller
     * @param reported which of them {@link #nextSignal} is to tell of nevertheless
     * @param target as for kill(2): a process, a negated process group, or -1 for every process, which only PID 1 may
     *     ask for; 0 for nobody: everything is left to the caller
     */
    void forwardDirectly(SignalMapping replacements, SignalSet reported, int target);

    /**
     * Takes the signals that have arrived. If there are none, blocks until one has, the watched process has ended, or a
     * time has passed; may return early (ppoll(2), signalfd(2)).
     *
     * @param nanoseconds how long to wait at most, or {@link #FOREVER}
     */
    void awaitEvent(long nanoseconds);

    /**
     * Hands over the next of the signals that {@link #awaitEvent} has taken.
     *
     * @param into receives it
     * @return false if none is left
     */
    boolean nextSignal(ReceivedSignal into);

    /**
     * Takes the next change of state of any child (wait4(2) with WNOHANG): an ended child is reaped by it.
     *
     * @param into receives the change
     */
    Reaping reap(ChildEvent into);

    /**
     * From now on {@link #reap} looks at each child before it reaps it, and tells what it has seen; it needs an event
     * that takes it ({@link ChildEvent#ChildEvent(ProcessDetails)}).
     */
    default void tellOfChildren() {
        throw new UnsupportedOperationException();
    }

    /**
     * What is known of a process (proc_pid_stat(5)).
     *
     * @return false if it is not there, or cannot be seen
     */
    default boolean look(int processId, ProcessDetails into) {
        return false;
    }

    /**
     * Adds the command line of a process, as it is, with spaces between the arguments (proc_pid_cmdline(5)); nothing if
     * it cannot be read, or the process has ended.
     */
    default void describeCommandLine(int processId, Line into) {
    }

    /**
     * Sends a signal to one process (kill(2)).
     *
     * @return false if there is no such process, or pidone may not signal it (ESRCH, EPERM), or its queue is full
     * (EAGAIN)
     */
    boolean signal(int processId, Signal signal);

    /**
     * Sends a signal to every process of a process group (killpg(3)).
     *
     * @return false if there is none that pidone may signal
     */
    boolean signalGroup(int processGroup, Signal signal);

    /**
     * Sends a signal to every process but pidone (kill(2) with -1). Only PID 1 may call it: elsewhere it would reach
     * processes that are none of pidone's business.
     *
     * @return false if there is none
     * @throws IllegalStateException if pidone is not PID 1
     */
    boolean signalEveryProcess(Signal signal);

    /**
     * Whether there is any process beside pidone, zombies included (kill(2) with -1 and no signal). Only PID 1 may call
     * it.
     *
     * @throws IllegalStateException if pidone is not PID 1
     */
    boolean hasOtherProcesses();

    /**
     * Lists the processes of pidone's PID namespace (proc(5)), in the order of their process IDs.
     *
     * @param into receives them, in place of what it held
     * @param visitor is told of each the moment it has been read
     * @return false if /proc is missing or shows another namespace; {@code into} is empty then
     */
    boolean listProcesses(ProcessTable into, ProcessVisitor visitor);

    /** As {@link #listProcesses(ProcessTable, ProcessVisitor)}, with nobody to be told. */
    default boolean listProcesses(ProcessTable into) {
        return listProcesses(into, ProcessVisitor.NONE);
    }

    /**
     * Makes {@link #awaitEvent} return when a process ends, also one that is no child (pidfd_open(2)). It replaces the
     * process watched before.
     *
     * @return false if the process is gone already or cannot be watched
     */
    boolean watch(int processId);

    /**
     * Adds the name of a process's program to a message (proc_pid_comm(5)), printable; {@code ?} if it cannot be read.
     */
    void describeName(int processId, Line into);

    /**
     * Tells what /proc knows of a process.
     *
     * @return false if it is gone, or /proc does not show it
     */
    boolean describe(int processId, ProcessDetails into);

    /**
     * Tells what the kernel has counted of the memory of pidone's control group.
     *
     * @return {@code null} if that cannot be known
     */
    MemoryUse memoryCgroup();

    /** Tells what ended children have used. */
    void usageOfChildren(ResourceUsage into);

    /** Whether pidone's process group is the foreground process group of its controlling terminal (tcgetpgrp(3)). */
    boolean isForeground();

    /** Whether pidone's session has a controlling terminal. */
    boolean hasTerminal();

    /**
     * Whether standard output is a pipe (pipe(7)). Then whoever reads from it, such as less(1), is usually in pidone's
     * own process group, and needs the terminal more than the command does.
     */
    boolean writesToPipe();

    /**
     * Makes a process group of pidone's session the foreground group of the terminal, if there is one (tcsetpgrp(3)).
     *
     * @param processGroup its ID, or 0 for pidone's own
     */
    void setForeground(int processGroup);

    /** The foreground process group of the terminal, -1 if there is no terminal (tcgetpgrp(3)). */
    int foregroundGroup();

    /**
     * Stops pidone itself, as a signal stops any process, until it is continued. Without effect for PID 1, and where
     * the kernel discards the signal because the process group is orphaned (setpgid(2)).
     *
     * @param signal STOP, TSTP, TTIN or TTOU: what the shell will see
     * @return whether pidone was stopped, and continued since
     */
    boolean stopSelf(Signal signal);

    /**
     * Stops all of pidone's process group like {@link #stopSelf}, as the terminal stops a job.
     *
     * @param signal TSTP, TTIN or TTOU
     * @return whether pidone was stopped, and continued since
     */
    boolean stopOwnGroup(Signal signal);

    /**
     * Whether pidone's parent is in the same session and leads another process group, as a shell with job control does,
     * which continues what has stopped. A parent outside the PID namespace is none. Nor is one that neither ignores
     * TSTP, as an interactive shell does, nor catches CHLD, as a script with {@code set -m} does: inits that give their
     * child a process group, such as tini and pidone, wait for signals that they block.
     */
    boolean isJobOfParent();

    /** A clock that runs evenly, in nanoseconds from an arbitrary start (CLOCK_MONOTONIC, clock_gettime(2)). */
    long nanoTime();

    /**
     * Nanoseconds since the machine was started, as processes' start times count (CLOCK_BOOTTIME, clock_gettime(2)).
     */
    default long sinceBoot() {
        return nanoTime();
    }

    /** Nanoseconds since 1970-01-01 UTC, as far as the machine knows (CLOCK_REALTIME, clock_gettime(2)). */
    default long sinceEpoch() {
        return nanoTime();
    }

    /** pidone's own argv, from {@code argv[0]} on. */
    default NativeStrings arguments() {
        throw new UnsupportedOperationException();
    }

    /** What a process does about a signal. */
    enum Readiness {
        /** It catches or ignores it; or that cannot be known. */
        PREPARED,
        /** It has it blocked, for ever or for a moment, and otherwise does nothing. */
        BLOCKED,
        /** Nothing: the kernel decides. */
        UNPREPARED
    }

    /** What {@link #reap} found. */
    enum Reaping {
        /** A child changed its state. */
        CHANGED,
        /** There are children, and none of them has changed its state. */
        NOTHING_NEW,
        /** There are no children (ECHILD). */
        NO_CHILDREN
    }
}

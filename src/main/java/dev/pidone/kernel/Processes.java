package dev.pidone.kernel;

import dev.pidone.memory.Line;

/** What /proc tells of processes (proc(5)). */
public interface Processes {
    /**
     * Lists the processes of pidone's PID namespace (proc(5)), in the order of their process IDs.
     *
     * @param into receives them, in place of what it held
     * @param visitor is told of each the moment it has been read
     * @return false if /proc is missing or shows another namespace; {@code into} is empty then
     */
    boolean listProcesses(ProcessTable into, ProcessVisitor visitor);

    /**
     * Lists the descendants of pidone, zombies among them. What that costs depends on how many they are, and not on
     * what else the machine runs (proc_tid_children(5)), but for kernels that do not list a process's children.
     *
     * @param into receives them, in place of what it held; afterwards in the order of their process IDs
     * @param visitor is told of each the moment it has been found, of parents before their children; it may send it a
     *     signal by {@link #signalListed}
     */
    Listing listDescendants(ProcessTable into, ProcessVisitor visitor);

    /** What a look for descendants was worth. */
    enum Listing {
        /** Whoever was there when it began has been found. */
        COMPLETE,
        /** Some have ended meanwhile, or are hidden (hidepid): those whose parents they were may have been missed. */
        WITH_GAPS,
        /** /proc is missing or shows another namespace: nobody has been found. */
        IMPOSSIBLE
    }

    /**
     * Lists the children of pidone, zombies among them.
     *
     * @return false if /proc is missing or shows another namespace; {@code into} is empty then
     */
    boolean listChildren(ProcessTable into);

    /**
     * Sends a signal to the process that a visitor of {@link #listDescendants} is told of, and never to another one
     * that has got its ID meanwhile (pidfd_send_signal(2); before Linux 5.1 there is no such call). To be called by the
     * visitor only.
     *
     * @return false as with {@link Signals#signal}
     */
    boolean signalListed(Signal signal);

    /**
     * Adds the name of a process's program to a message (proc_pid_comm(5)), printable; {@code ?} if it cannot be read,
     * or /proc shows another namespace.
     */
    void describeName(int processId, Line into);

    /**
     * Tells what /proc knows of a process, but for its command line.
     *
     * @return false if it is gone, or /proc does not show it, or shows another namespace
     */
    boolean describe(int processId, ProcessDetails into);

    /**
     * What is known of a process (proc_pid_stat(5)).
     *
     * @return false if it is not there, or cannot be seen
     */
    boolean look(int processId, ProcessDetails into);

    /**
     * Adds the command line of a process, as it is, with spaces between the arguments (proc_pid_cmdline(5)); nothing if
     * it cannot be read, or the process has ended, or such processes have held this up for too long: a second, and
     * after that a tenth of the time. It costs as much as a child.
     */
    void describeCommandLine(int processId, Line into);

    /**
     * Whether a process runs a program of one of these names: that of its file, or what it calls itself
     * (proc_pid_exe(5), proc_pid_comm(5)). Names are compared in full: of one of more than 15 bytes the kernel keeps
     * 15.
     */
    boolean isNamed(int processId, String[] names);

    /** What a signal would find a process doing about it (proc_pid_status(5), proc_pid_syscall(5)). */
    Readiness readiness(int processId, Signal signal);

    /** What a process does about a signal. */
    enum Readiness {
        /** It catches or ignores it; or the process is gone. */
        PREPARED,
        /** It takes it by rt_sigtimedwait(2), or from a signalfd(2) while it has it blocked. */
        WAITING,
        /** It has it blocked, for ever or for a moment, and otherwise does nothing. */
        BLOCKED,
        /** It has it blocked, and one that it was sent is there, untouched. */
        PENDING,
        /** Nothing at this moment, but it runs: it may have waited for it until now, and be about to block it again. */
        BUSY,
        /** Nothing: the kernel decides. */
        UNPREPARED,
        /** Nobody knows: /proc is missing, or shows another PID namespace. */
        UNKNOWN
    }
}

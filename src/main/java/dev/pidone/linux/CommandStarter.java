package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the command so that it cannot tell pidone from whoever started pidone: with the arguments, environment, signal
 * mask, ignored signals, working directory and descriptors that pidone was given.
 */
final class CommandStarter {
    /** The signals whose handling the JVM or the launcher has changed; a test compares it with SigCgt of proc(5). */
    static final SignalSet DISTURBED = SignalSet.of(Signal.of(4), Signal.of(5), Signal.of(7), Signal.of(8),
            Signal.of(11), Signal.of(12), Signal.of(13), Signal.CHLD, Signal.of(25), Signal.of(32), Signal.of(33));

    /** The kernel's {@code struct sigaction}, which is not libc's (rt_sigaction(2), asm/signal.h). */
    static final MemoryLayout SIGACTION = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("handler"),
            ValueLayout.JAVA_LONG.withName("flags"), ValueLayout.JAVA_LONG.withName("restorer"),
            ValueLayout.JAVA_LONG.withName("mask"));

    /** sizeof(sigset_t) of the kernel (rt_sigaction(2)). */
    static final long SIGSET_BYTES = 8;

    private static final long SIG_IGN = 1;
    private static final long SIG_SETMASK = 2;
    private static final long CLONE_VM = 0x100;
    private static final long CLONE_VFORK = 0x4000;
    private static final long CHILD_STACK_BYTES = 16 * 1024;
    private static final int FIXED_ROWS = 48;

    /** What execvp(3) takes as a reason to try the next directory of PATH. */
    private static final Errno[] NOT_HERE = {Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ESTALE, Errno.ENODEV,
            Errno.ETIMEDOUT};

    private static final String SHELL = "/bin/sh";

    private final ProcessStart start;
    private final MemorySegment defaultAction = Arena.global().allocate(SIGACTION);
    private final MemorySegment ignoreAction = Arena.global().allocate(SIGACTION);
    private final MemorySegment originalMask = Arena.global().allocate(ValueLayout.JAVA_LONG);

    CommandStarter(ProcessStart start) {
        this.start = start;
        ignoreAction.set(ValueLayout.JAVA_LONG, 0, SIG_IGN);
        originalMask.set(ValueLayout.JAVA_LONG, 0, start.blocked().bits());
    }

    /**
     * @param terminal a descriptor of the terminal that the command is given, -1 for none
     * @see Kernel#spawn
     */
    int spawn(Launch launch, int terminal, int parent) throws LaunchException {
        List<String> candidates = candidates(launch.name());
        Script script = new Script(FIXED_ROWS + 2 * candidates.size());
        ListenPid listenPid = ListenPid.in(start.environment(), parent);
        if (listenPid != null) {
            listenPid.addGate(script);
        }
        addGrouping(script, launch.grouping(), terminal);
        for (int number = 1; number <= Signal.MAX; number++) {
            if (DISTURBED.contains(Signal.of(number))) {
                addDisposition(script, Signal.of(number), 0);
            }
        }
        long environment = vector(start.environment());
        if (listenPid != null) {
            listenPid.replaceIn(environment);
        }
        int firstExec = addExec(script, launch, candidates, environment);
        MemorySegment stack = Arena.global().allocate(CHILD_STACK_BYTES, 16);
        long flags = CLONE_VM | Signal.CHLD.number() | (listenPid == null ? CLONE_VFORK : 0);
        long child = script.spawn(flags, stack);
        if (child < 0) {
            throw new LaunchException("cannot create a process for " + Printable.of(launch.name()) + ": "
                    + KernelException.describe((int) -child), ExitStatus.PIDONE_FAILED);
        }
        if (listenPid != null) {
            listenPid.openGate((int) child);
        }
        int end = script.end();
        if (end >= 0) {
            NativeLibrary.systemCall(SystemCall.WAIT4, child, 0, LinuxKernel.WALL, 0, 0);
            throw failure(launch, candidates, script, firstExec, end);
        }
        return (int) child;
    }

    /**
     * The signals that wait for the supervisor wait for the command then: this thread becomes it, and what is pending
     * for a thread stays pending (execve(2)).
     *
     * @see Kernel#become
     */
    void become(Launch launch, SignalRelay relay) throws LaunchException {
        List<String> candidates = candidates(launch.name());
        Script script = new Script(FIXED_ROWS + 2 * candidates.size());
        Script undo = new Script(FIXED_ROWS);
        MemorySegment saved = Arena.global().allocate(SIGACTION.byteSize() * (Signal.MAX + 1), Long.BYTES);
        MemorySegment everything = Arena.global().allocate(ValueLayout.JAVA_LONG);
        everything.set(ValueLayout.JAVA_LONG, 0, SignalSet.ALL.bits());
        undo.add(SystemCall.RT_SIGPROCMASK, SIG_SETMASK, everything.address(), 0, SIGSET_BYTES);
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            if (DISTURBED.contains(signal) && !resetByExec(signal)) {
                long before = saved.address() + number * SIGACTION.byteSize();
                addDisposition(script, signal, before);
                undo.add(SystemCall.RT_SIGACTION, number, before, 0, SIGSET_BYTES);
            }
        }
        int firstExec = addExec(script, launch, candidates, vector(start.environment()));
        NativeLibrary.systemCall(SystemCall.RT_SIGPROCMASK, SIG_SETMASK, everything.address(), 0, SIGSET_BYTES, 0);
        sendRelayedToThisThread(relay);
        script.run();
        undo.run();
        throw failure(launch, candidates, script, firstExec, script.end());
    }

    /**
     * Whether execve(2) is to reset the handling of a signal. A handler must stay until then if the signal is blocked
     * in the command: all other threads of the JVM have it unblocked, and would take it for the command and do what it
     * does by default. CHLD has been reset by the launcher; to do so again would drop one that is pending.
     */
    private boolean resetByExec(Signal signal) {
        return !start.ignored().contains(signal) && (signal == Signal.CHLD || start.blocked().contains(signal));
    }

    private static void sendRelayedToThisThread(SignalRelay relay) {
        long thread = NativeLibrary.systemCall(SystemCall.GETTID, 0, 0, 0, 0, 0);
        relay.sendTo(thread);
        SignalSet noted = new SignalSet(relay.take());
        for (int number = 1; number <= Signal.MAX; number++) {
            if (noted.contains(Signal.of(number))) {
                NativeLibrary.systemCall(SystemCall.TKILL, thread, number, 0, 0, 0);
            }
        }
    }

    private static void addGrouping(Script script, Launch.Grouping grouping, int terminal) {
        switch (grouping) {
            case INHERITED -> {
            }
            case OWN_GROUP -> {
                int processId = script.add(SystemCall.GETPID, 0, 0, 0, 0);
                script.add(SystemCall.SETPGID, 0, 0, 0, 0);
                if (terminal >= 0) {
                    script.tolerateAll(script.add(SystemCall.IOCTL, terminal, ControllingTerminal.TIOCSPGRP,
                            script.addressOfResult(processId), 0));
                }
            }
            case OWN_SESSION -> {
                script.add(SystemCall.SETSID, 0, 0, 0, 0);
                if (terminal >= 0) {
                    // It fails if the terminal belongs to a session that pidone does not lead: never steal it.
                    script.tolerateAll(script.add(SystemCall.IOCTL, terminal, ControllingTerminal.TIOCSCTTY, 0, 0));
                }
            }
        }
    }

    private void addDisposition(Script script, Signal signal, long addressOfPrevious) {
        MemorySegment action = start.ignored().contains(signal) ? ignoreAction : defaultAction;
        script.add(SystemCall.RT_SIGACTION, signal.number(), action.address(), addressOfPrevious, SIGSET_BYTES);
    }

    /** The last steps: working directory, signal mask, execve(2). Returns the first row of execve(2). */
    private int addExec(Script script, Launch launch, List<String> candidates, long environment) {
        if (start.workingDirectory() >= 0) {
            script.add(SystemCall.FCHDIR, start.workingDirectory(), 0, 0, 0);
        }
        script.add(SystemCall.RT_SIGPROCMASK, SIG_SETMASK, originalMask.address(), 0, SIGSET_BYTES);
        long argv = vector(launch.arguments());
        int first = -1;
        for (String file : candidates) {
            long path = NativeBytes.address(file);
            int row = script.add(SystemCall.EXECVE, path, argv, environment, 0);
            for (Errno errno : NOT_HERE) {
                script.tolerate(row, errno);
            }
            script.tolerate(row, Errno.ENOEXEC);
            int shell = script.add(SystemCall.EXECVE, NativeBytes.address(SHELL), shellVector(path, argv, launch),
                    environment, 0);
            script.onlyAfter(shell, Errno.ENOEXEC);
            first = first < 0 ? row : first;
        }
        return first;
    }

    /** The files to try, in the order of execvp(3): PATH is that of the command's environment. */
    private List<String> candidates(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return List.of(name);
        }
        String path = start.variable("PATH");
        if (path == null) {
            path = "/bin:/usr/bin";
        }
        List<String> files = new ArrayList<>();
        int from = 0;
        while (from <= path.length()) {
            int colon = path.indexOf(':', from);
            int to = colon < 0 ? path.length() : colon;
            files.add(to == from ? name : path.substring(from, to) + "/" + name);
            from = to + 1;
        }
        return files;
    }

    private LaunchException failure(Launch launch, List<String> candidates, Script script, int firstExec, int end) {
        String name = Printable.of(launch.name());
        if (end < firstExec) {
            return new LaunchException("cannot start " + name + ": " + KernelException.describe(script.error(end)),
                    ExitStatus.PIDONE_FAILED);
        }
        for (int index = 0; index < candidates.size(); index++) {
            int row = firstExec + 2 * index;
            int error = script.error(row);
            if (error == Errno.EACCES.number() || !isNotHere(error)) {
                return cannotExecute(candidates.get(index), error, script.error(row + 1));
            }
        }
        for (String file : candidates) {
            if (exists(file)) {
                return new LaunchException(
                        "cannot execute " + Printable.of(file) + ": it is there, but its interpreter or loader is not",
                        ExitStatus.CANNOT_EXECUTE);
            }
        }
        return new LaunchException(notFound(launch.name()), ExitStatus.NOT_FOUND);
    }

    private static LaunchException cannotExecute(String file, int error, int shellError) {
        String reason = KernelException.describe(error);
        if (shellError != 0) {
            reason += ", and " + SHELL + " cannot run it: " + KernelException.describe(shellError);
        }
        return new LaunchException("cannot execute " + Printable.of(file) + ": " + reason, ExitStatus.CANNOT_EXECUTE);
    }

    private String notFound(String name) {
        if (name.isEmpty()) {
            return "command not found: its name is empty";
        }
        if (name.indexOf('/') >= 0) {
            return "command not found: " + Printable.of(name);
        }
        String path = start.variable("PATH");
        return "command not found: " + Printable.of(name) + " is in no directory of "
                + (path == null ? "/bin:/usr/bin (PATH is not set)" : "PATH (" + Printable.of(path) + ")");
    }

    private static boolean isNotHere(int error) {
        for (Errno errno : NOT_HERE) {
            if (errno.number() == error) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file is there, seen from the command's working directory. */
    private boolean exists(String file) {
        long directory = start.workingDirectory() >= 0 ? start.workingDirectory() : LinuxKernel.AT_FDCWD;
        return !file.isEmpty()
                && NativeLibrary.systemCall(SystemCall.FACCESSAT, directory, NativeBytes.address(file), 0, 0, 0) == 0;
    }

    /** An array of pointers to strings, with a null at its end. */
    private static long vector(List<String> strings) {
        MemorySegment pointers = Arena.global().allocate(ValueLayout.JAVA_LONG, strings.size() + 1L);
        for (int index = 0; index < strings.size(); index++) {
            pointers.setAtIndex(ValueLayout.JAVA_LONG, index, NativeBytes.address(strings.get(index)));
        }
        return pointers.address();
    }

    /** The arguments with which execvp(3) calls the shell for a file without {@code #!}: sh FILE ARGS. */
    private static long shellVector(long path, long argv, Launch launch) {
        int size = launch.arguments().size();
        MemorySegment arguments = NativeLibrary.memoryAt(argv);
        MemorySegment pointers = Arena.global().allocate(ValueLayout.JAVA_LONG, size + 2L);
        pointers.setAtIndex(ValueLayout.JAVA_LONG, 0, NativeBytes.address(SHELL));
        pointers.setAtIndex(ValueLayout.JAVA_LONG, 1, path);
        for (int index = 1; index < size; index++) {
            pointers.setAtIndex(ValueLayout.JAVA_LONG, index + 1L, arguments.getAtIndex(ValueLayout.JAVA_LONG, index));
        }
        return pointers.address();
    }
}

package dev.pidone.linux.launch;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.SearchPath;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.UserName;
import dev.pidone.linux.launch.failure.LaunchFailure;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * Starts the command so that it cannot tell pidone from whoever started pidone: with the arguments, environment, signal
 * mask, ignored signals, working directory and descriptors that pidone was given. What happens between clone(2) and
 * execve(2) must be machine code: {@code spawn_command} in src/main/c/library.c does it, told by {@code struct launch}.
 */
public final class CommandStarter {
    private static final int FILE_BYTES = 4096;
    private static final int LISTEN_PID_BYTES = 32;
    private static final int LISTEN_PIDFD_BYTES = 48;
    private static final int WATCHDOG_PID_BYTES = 32;
    private static final int EXEC_PID_BYTES = 32;

    /** {@code struct launch} of src/main/c/pidone.h. */
    public static final StructLayout LAUNCH = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("argv"),
            ValueLayout.JAVA_LONG.withName("envp"), ValueLayout.JAVA_LONG.withName("search_path"),
            ValueLayout.JAVA_LONG.withName("grouping"), ValueLayout.JAVA_LONG.withName("terminal"),
            ValueLayout.JAVA_LONG.withName("reads_nothing"), ValueLayout.JAVA_LONG.withName("directory"),
            ValueLayout.JAVA_LONG.withName("leaves_directory"), ValueLayout.JAVA_LONG.withName("mask"),
            ValueLayout.JAVA_LONG.withName("ignored"), ValueLayout.JAVA_LONG.withName("reset"),
            ValueLayout.JAVA_LONG.withName("listen_pid"), ValueLayout.JAVA_LONG.withName("listen_pidfd"),
            ValueLayout.JAVA_LONG.withName("watchdog_pid"), ValueLayout.JAVA_LONG.withName("exec_pid"),
            ValueLayout.JAVA_LONG.withName("has_user"), ValueLayout.JAVA_LONG.withName("is_user"),
            ValueLayout.JAVA_LONG.withName("user"), ValueLayout.JAVA_LONG.withName("group"),
            ValueLayout.JAVA_LONG.withName("group_count"), ValueLayout.JAVA_LONG.withName("groups"),
            ValueLayout.JAVA_LONG.withName("program_error"), ValueLayout.JAVA_LONG.withName("step"),
            ValueLayout.JAVA_LONG.withName("error"), ValueLayout.JAVA_LONG.withName("shell_error"),
            ValueLayout.JAVA_LONG.withName("found"),
            MemoryLayout.sequenceLayout(FILE_BYTES, ValueLayout.JAVA_BYTE).withName("file"),
            MemoryLayout.sequenceLayout(LISTEN_PID_BYTES, ValueLayout.JAVA_BYTE).withName("listen_pid_entry"),
            MemoryLayout.sequenceLayout(LISTEN_PIDFD_BYTES, ValueLayout.JAVA_BYTE).withName("listen_pidfd_entry"),
            MemoryLayout.sequenceLayout(WATCHDOG_PID_BYTES, ValueLayout.JAVA_BYTE).withName("watchdog_pid_entry"),
            MemoryLayout.sequenceLayout(EXEC_PID_BYTES, ValueLayout.JAVA_BYTE).withName("exec_pid_entry"));

    private static final long ARGV = offset("argv");
    private static final long ENVP = offset("envp");
    private static final long SEARCH_PATH = offset("search_path");
    private static final long GROUPING = offset("grouping");
    private static final long TERMINAL = offset("terminal");
    private static final long READS_NOTHING = offset("reads_nothing");
    private static final long DIRECTORY = offset("directory");
    private static final long LEAVES_DIRECTORY = offset("leaves_directory");
    private static final long MASK = offset("mask");
    private static final long IGNORED = offset("ignored");
    private static final long RESET = offset("reset");
    private static final long LISTEN_PID = offset("listen_pid");
    private static final long LISTEN_PIDFD = offset("listen_pidfd");
    private static final long WATCHDOG_PID = offset("watchdog_pid");
    private static final long EXEC_PID = offset("exec_pid");
    private static final long HAS_USER = offset("has_user");
    private static final long IS_USER = offset("is_user");
    private static final long USER = offset("user");
    private static final long GROUP = offset("group");
    private static final long GROUP_COUNT = offset("group_count");
    private static final long GROUPS = offset("groups");
    private static final long PROGRAM_ERROR = offset("program_error");
    private static final long STEP = offset("step");
    private static final long ERROR = offset("error");
    private static final long SHELL_ERROR = offset("shell_error");
    private static final long FOUND = offset("found");
    private static final long FILE = offset("file");

    /** The values of {@code step}: where a start has failed. */
    private static final int CLONE = 0;
    private static final int BECOME_USER = 4;
    private static final int EXECVE = 5;

    /** Which of them were ignored at the start is known only of those that pidone handles itself. */
    private static final SignalSet ALL = SignalSet.ALL.without(SignalSet.of(Signal.KILL, Signal.STOP));

    private static final long PROT_READ_WRITE = 3;
    private static final long MAP_SHARED_ANONYMOUS = 0x21;

    private static final int LONGEST_MESSAGE = 1024;
    private static final String HOME_VARIABLE = "HOME=";
    private static final String LISTEN_PID_VARIABLE = "LISTEN_PID=";
    private static final String WATCHDOG_PID_VARIABLE = "WATCHDOG_PID=";
    private static final String EXEC_PID_VARIABLE = "SYSTEMD_EXEC_PID=";
    private static final String LISTEN_PIDFD_VARIABLE = "LISTEN_PIDFDID=";

    private final ProcessStart start;
    /** Inside a PID namespace that pidone has made it has another process ID. */
    private final int startedAs = SharedState.ownId();
    private ProgramEnvironment programEnvironment;
    /** The address of what a program's child shares; a negated errno if there was no memory for it. */
    private long programError;
    /** The command's. */
    private NativeStrings environment;
    /** As whom the command runs; {@code null} for pidone's own user. */
    private Account account;
    /** What the command blocks and ignores. */
    private SignalSet blocked;
    private SignalSet ignored;
    private boolean resetsSignals;
    private final MemorySegment launch = Arena.global().allocate(LAUNCH);

    public CommandStarter(ProcessStart start) {
        this.start = start;
        environment = start.environment();
        blocked = start.blocked();
        ignored = start.ignored();
    }

    private static long offset(String member) {
        return LAUNCH.byteOffset(PathElement.groupElement(member));
    }

    private void set(long member, long value) {
        launch.set(ValueLayout.JAVA_LONG, member, value);
    }

    private int result(long member) {
        return (int) launch.get(ValueLayout.JAVA_LONG, member);
    }

    /**
     * @param terminal a descriptor of the terminal that the command is given, -1 for none
     * @see dev.pidone.kernel.Launcher#spawn
     */
    public int spawn(Launch wanted, int terminal) throws LaunchException {
        take(wanted);
        prepare(wanted.command(), wanted.grouping(), terminal, start.handledSignals());
        set(LEAVES_DIRECTORY, start.workingDirectory() < 0 ? 1 : 0);
        nameCommand();
        long child = NativeLibrary.spawnCommand(launch.address());
        if (child < 0) {
            throw failure(wanted);
        }
        return (int) child;
    }

    /**
     * The signals that wait for the supervisor wait for the command then: what is pending for a process stays pending
     * (execve(2)).
     *
     * @param isAnotherProcess whether this is not the process that was given the environment
     * @see dev.pidone.kernel.Launcher#become
     */
    public void become(Launch wanted, boolean isAnotherProcess) throws LaunchException {
        take(wanted);
        prepare(wanted.command(), wanted.grouping(), -1, signalsToResetBeforeExec());
        if (isAnotherProcess) {
            nameCommand();
        }
        NativeLibrary.becomeCommand(launch.address());
        throw failure(wanted);
    }

    /**
     * In a JVM a handler must stay until execve(2) resets it if the signal is blocked in the command: all other threads
     * have it unblocked, and would take it for the command and do what it does by default.
     */
    private SignalSet signalsToResetBeforeExec() {
        if (!start.insideJvm()) {
            return start.handledSignals();
        }
        return start.handledSignals().without(blocked.without(start.ignored()));
    }

    /** @see dev.pidone.kernel.Launcher#prepareToStartProgram */
    public void prepareToStartProgram() {
        programEnvironment = new ProgramEnvironment(start.environment());
        programError = SystemCall.MMAP.call(0, Long.BYTES, PROT_READ_WRITE, MAP_SHARED_ANONYMOUS, -1, 0);
    }

    /** @see dev.pidone.kernel.Launcher#startProgram */
    public int startProgram(NativeStrings program, Signal signal, int commandId) {
        prepare(program, Grouping.OWN_SESSION, -1, start.handledSignals());
        long vector = programEnvironment.vector(environment, signal, commandId);
        if (vector == 0 || programError < 0) {
            return -Errno.ENOMEM.number();
        }
        set(ENVP, vector);
        set(READS_NOTHING, 1);
        // Pidone has left it.
        set(DIRECTORY, -1);
        set(PROGRAM_ERROR, programError);
        return (int) NativeLibrary.spawnCommand(launch.address());
    }

    /** @see dev.pidone.kernel.Launcher#programError */
    public int programError() {
        return (int) NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, programError);
    }

    private void prepare(NativeStrings command, Grouping grouping, int terminal, SignalSet reset) {
        set(ARGV, command.vector());
        set(ENVP, environment.vector());
        set(SEARCH_PATH, SearchPath.in(start.environment()));
        set(GROUPING, grouping.ordinal());
        set(TERMINAL, terminal);
        set(READS_NOTHING, 0);
        set(DIRECTORY, start.workingDirectory());
        set(LEAVES_DIRECTORY, 0);
        set(MASK, blocked.bits());
        set(IGNORED, ignored.bits());
        set(RESET, (resetsSignals ? ALL : reset).bits());
        set(LISTEN_PID, -1);
        set(LISTEN_PIDFD, -1);
        set(WATCHDOG_PID, -1);
        set(EXEC_PID, -1);
        set(HAS_USER, account == null ? 0 : 1);
        set(PROGRAM_ERROR, 0);
    }

    /** Who the command is to be and how it takes signals holds for the programs beside it, too. */
    private void take(Launch wanted) throws LaunchException {
        resetsSignals = wanted.resetSignals();
        if (resetsSignals) {
            blocked = SignalSet.NONE;
            ignored = SignalSet.NONE;
        }
        become(wanted.user());
    }

    /** The command is to run as another user; its home is part of its environment. */
    private void become(UserName who) throws LaunchException {
        if (who == null) {
            return;
        }
        account = new Account(who);
        set(IS_USER, account.isCurrent() ? 1 : 0);
        set(USER, account.user());
        set(GROUP, account.group());
        set(GROUP_COUNT, account.groupCount());
        set(GROUPS, account.groups());
        NativeStrings withHome = environment.with(HOME_VARIABLE, account.home());
        if (withHome == null) {
            throw new LaunchException(new Line(LONGEST_MESSAGE).text("no memory for HOME"), ExitStatus.PIDONE_FAILED);
        }
        environment = withHome;
    }

    /**
     * What a service manager says to one process alone (sd_listen_fds(3), sd_watchdog_enabled(3), systemd.exec(5)):
     * LISTEN_PID says for which process the passed descriptors are, LISTEN_PIDFDID says it again, by the inode of a
     * pidfd, WATCHDOG_PID says which one has to report, and SYSTEMD_EXEC_PID which one the manager has started itself.
     * Where they name pidone the command is meant: it writes its own numbers there.
     */
    private void nameCommand() {
        NativeStrings given = start.environment();
        int index = indexIfOwn(LISTEN_PID_VARIABLE);
        if (index >= 0) {
            set(LISTEN_PID, index);
            set(LISTEN_PIDFD, given.indexOf(LISTEN_PIDFD_VARIABLE));
        }
        set(WATCHDOG_PID, indexIfOwn(WATCHDOG_PID_VARIABLE));
        set(EXEC_PID, indexIfOwn(EXEC_PID_VARIABLE));
    }

    /** Where a variable stands that has the process ID that pidone was started with, -1 if none has. */
    private int indexIfOwn(String variable) {
        NativeStrings given = start.environment();
        int index = given.indexOf(variable);
        int prefix = variable.length();
        return index >= 0 && Decimal.of(given.address(index) + prefix, given.length(index) - prefix) == startedAs
                ? index
                : -1;
    }

    private LaunchException failure(Launch wanted) {
        LaunchFailure failure = new LaunchFailure(wanted, account == null || account.isCurrent() ? null : account,
                start.environment(), start.workingDirectory());
        return switch (result(STEP)) {
            case CLONE -> failure.noProcess(result(ERROR));
            case BECOME_USER -> failure.noSuchIdentity(result(ERROR));
            case EXECVE -> result(FOUND) == 0
                    ? failure.notFound()
                    : failure.notExecutable(launch.address() + FILE, result(ERROR), result(SHELL_ERROR));
            default -> failure.notPrepared(result(ERROR));
        };
    }
}

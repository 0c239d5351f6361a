package dev.pidone.linux.launch.failure;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.linux.launch.Account;
import dev.pidone.linux.launch.ProcessStart;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.SystemCall;

/**
 * Says in one line why a command could not be started, and what to do about it. Nothing of this is loaded, made or
 * asked for unless a start has failed.
 */
public final class LaunchFailure {
    static final String SHELL = "/bin/sh";

    /** How much of a name is shown: what to do about it must find room behind it. */
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_MESSAGE = 1024;

    private final Launch wanted;
    private final NativeStrings environment;
    private final FileStatus files;
    private final int workingDirectory;
    private final Line reason = new Line(LONGEST_MESSAGE);

    /** @param account as whom the command was to run; {@code null} for pidone's own user */
    public LaunchFailure(Launch wanted, Account account, ProcessStart start) {
        this.wanted = wanted;
        environment = start.environment();
        workingDirectory = start.workingDirectory();
        files = new FileStatus(workingDirectory, account == null || account.isCurrent() ? null : account);
    }

    /** There was no process for the command. */
    public LaunchException noProcess(int error) {
        reason.text("cannot create a process for ");
        addQuoted(reason, command()).text(": ").errno(error);
        if (error == Errno.EAGAIN.number()) {
            reason.text(": raise the limit of processes (docker run --pids-limit, ulimit -u)");
        }
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /** The process could not become the user. */
    public LaunchException noSuchIdentity(int error) {
        reason.text("cannot become the user ");
        addQuoted(reason, wanted.user().user().address(0)).text(": ").errno(error);
        if (error == Errno.EPERM.number()) {
            reason.text(": that takes root with the capabilities SETUID and SETGID");
        } else if (error == Errno.EINVAL.number()) {
            reason.text(": the user namespace maps no such user or group");
        }
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /** The process could not be prepared otherwise. */
    public LaunchException notPrepared(int error) {
        addQuoted(reason.text("cannot start "), command()).text(": ").errno(error);
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /**
     * A file is there, but not executable.
     *
     * @see CommandNotExecutable#explain
     */
    public LaunchException notExecutable(long path, int error, int shellError) {
        addQuoted(reason.text("cannot execute "), path).text(": ");
        new CommandNotExecutable(this, files, reason).explain(path, error, shellError);
        return new LaunchException(reason, ExitStatus.CANNOT_EXECUTE);
    }

    /** There is no such file. */
    public LaunchException notFound() {
        reason.text("command not found: ");
        new CommandNotFound(this, files, reason).explain(command(), environment, workingDirectory);
        return new LaunchException(reason, ExitStatus.NOT_FOUND);
    }

    private long command() {
        return wanted.command().address(0);
    }

    /** A command line in one word is a frequent mistake; false if there is nothing to say. */
    boolean addHintAtWords(Line to) {
        if (!wanted.command().contains(0, ' ')) {
            return false;
        }
        to.text(": if arguments are in it, give them as words of their own (ENTRYPOINT [\"sleep\", \"10\"]),"
                + " or run it by sh -c");
        return true;
    }

    /** Adds as whom the command was to run. */
    Line addUser(Line to) {
        if (wanted.user() != null) {
            return addQuoted(to.text("user "), wanted.user().user().address(0));
        }
        return to.text("user ").number(SystemCall.GETEUID.call());
    }

    /** Adds the beginning of a string in quotes. */
    static Line addQuoted(Line to, long string) {
        to.text("'");
        long at = string;
        while (NativeStrings.byteAt(at) != 0 && at < string + LONGEST_NAME) {
            to.printable(NativeStrings.byteAt(at));
            at++;
        }
        return to.text(NativeStrings.byteAt(at) == 0 ? "'" : "...'");
    }
}

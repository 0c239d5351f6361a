package dev.pidone.linux.launch.failure;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;

/**
 * Says in one line why a command could not be started, and what to do about it. Nothing of this is loaded, made or
 * asked for unless a start has failed.
 */
public final class LaunchFailure {
    private static final int LONGEST_MESSAGE = 1024;

    private final Launch wanted;
    private final NativeStrings environment;
    private final FileStatus files;
    private final Hints hints;
    private final int workingDirectory;
    private final Line reason = new Line(LONGEST_MESSAGE);

    /**
     * @param other as whom the command was to run; {@code null} for pidone's own user
     * @param environment the command's
     * @param workingDirectory a descriptor of it, -1 if it is the current one
     */
    public LaunchFailure(Launch wanted, Permissions other, NativeStrings environment, int workingDirectory) {
        this.wanted = wanted;
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        files = new FileStatus(workingDirectory, other);
        hints = new Hints(wanted);
    }

    /** There was no process for the command. */
    public LaunchException noProcess(int error) {
        reason.text("cannot create a process for ");
        Hints.addQuoted(reason, command()).text(": ").errno(error);
        if (error == Errno.EAGAIN.number()) {
            reason.text(": raise the limit of processes (docker run --pids-limit, ulimit -u)");
        }
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /** The process could not become the user. */
    public LaunchException noSuchIdentity(int error) {
        reason.text("cannot become the user ");
        Hints.addQuoted(reason, wanted.user().user().address(0)).text(": ").errno(error);
        if (error == Errno.EPERM.number()) {
            reason.text(": that takes root with the capabilities SETUID and SETGID");
        } else if (error == Errno.EINVAL.number()) {
            reason.text(": the user namespace maps no such user or group");
        }
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /** The process could not be prepared otherwise. */
    public LaunchException notPrepared(int error) {
        Hints.addQuoted(reason.text("cannot start "), command()).text(": ").errno(error);
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    /**
     * A file is there, but not executable.
     *
     * @see CommandNotExecutable#explain
     */
    public LaunchException notExecutable(long path, int error, int shellError) {
        Hints.addQuoted(reason.text("cannot execute "), path).text(": ");
        new CommandNotExecutable(hints, files, reason).explain(path, error, shellError);
        return new LaunchException(reason, ExitStatus.CANNOT_EXECUTE);
    }

    /** There is no such file. */
    public LaunchException notFound() {
        reason.text("command not found: ");
        new CommandNotFound(hints, files, reason).explain(command(), environment, workingDirectory);
        return new LaunchException(reason, ExitStatus.NOT_FOUND);
    }

    private long command() {
        return wanted.command().address(0);
    }
}

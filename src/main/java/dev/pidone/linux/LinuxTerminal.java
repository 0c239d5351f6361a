package dev.pidone.linux;

import dev.pidone.kernel.Processes.Readiness;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.Terminal;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Job control on the controlling terminal. */
final class LinuxTerminal implements Terminal {
    private static final long SIG_BLOCK = 0;
    private static final long SIG_UNBLOCK = 1;
    private static final long SIG_IGN = 1;
    /** As a process ID: all processes of the caller's group (kill(2)). */
    private static final int OWN_GROUP = 0;
    /** A struct sigaction of the kernel, the largest of what is kept there. */
    private static final int WORDS = 4;

    private final ControllingTerminal device;
    private final ProcFs procFs;
    private final MemorySegment words = Arena.global().allocate(ValueLayout.JAVA_LONG, WORDS);

    LinuxTerminal(ControllingTerminal device, ProcFs procFs) {
        this.device = device;
        this.procFs = procFs;
    }

    @Override
    public boolean isForeground() {
        int own = ownGroup();
        int descriptor = device.open();
        boolean foreground = descriptor >= 0 && device.foregroundGroup(descriptor) == own
        // Both are 0 where they are outside of the PID namespace: that tells nothing.
                && (own != 0 || device.letsRead(descriptor));
        device.close(descriptor);
        return foreground;
    }

    @Override
    public boolean hasTerminal() {
        return foregroundGroup() >= 0;
    }

    /** Who leads the session has lost the terminal before it is sent the signal. */
    @Override
    public boolean mayHaveHungUp() {
        return device.wasThere() && (SystemCall.GETSID.call() != SharedState.ownId() || !hasTerminal());
    }

    @Override
    public int foregroundGroup() {
        int descriptor = device.open();
        int group = descriptor < 0 ? -1 : device.foregroundGroup(descriptor);
        device.close(descriptor);
        return group;
    }

    @Override
    public void setForeground(int processGroup) {
        int descriptor = device.open();
        if (descriptor >= 0) {
            device.setForegroundGroup(descriptor, processGroup == 0 ? ownGroup() : processGroup);
        }
        device.close(descriptor);
    }

    @Override
    public boolean isForCommand() {
        int descriptor = device.open();
        device.close(descriptor);
        return descriptor == Descriptors.STANDARD_INPUT && !writesToPipe();
    }

    @Override
    public int groupInSession(int processId) {
        return SystemCall.GETSID.call(processId) == SystemCall.GETSID.call()
                ? (int) SystemCall.GETPGID.call(processId)
                : -1;
    }

    private static boolean writesToPipe() {
        return SystemCall.FCNTL.call(Descriptors.STANDARD_OUTPUT, Descriptors.F_GETPIPE_SZ) >= 0;
    }

    @Override
    public boolean stopSelf(Signal signal) {
        return stop(SharedState.ownId(), signal);
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

    private void changeMask(long how) {
        SystemCall.RT_SIGPROCMASK.call(how, words.address(), 0, SignalSet.BYTES);
    }

    @Override
    public boolean isJobOfParent() {
        long parent = SystemCall.GETPPID.call();
        return parent != 0 && parent != ownGroup() && SystemCall.GETPGID.call(parent) == parent
                && SystemCall.GETSID.call(parent) == SystemCall.GETSID.call()
                && (isPrepared((int) parent, Signal.TSTP) || isPrepared((int) parent, Signal.CHLD));
    }

    private boolean isPrepared(int other, Signal signal) {
        Readiness readiness = procFs.readiness(other, signal);
        return readiness == Readiness.PREPARED || readiness == Readiness.UNKNOWN;
    }

    /**
     * Whether pidone has the terminal to give away.
     *
     * @param descriptor one of the terminal, -1 if there is none
     * @param isContained whether pidone is PID 1 of a namespace that it has made
     */
    boolean isHeld(int descriptor, boolean isContained) {
        return mayTakeTerminal(descriptor, isContained) && device.foregroundGroup(descriptor) == ownGroup();
    }

    /**
     * Whether the terminal is for the command from the start on. A shell without job control runs what is followed by
     * {@code &} in its own group: then standard input, which is another file, is all that tells that the terminal is
     * the shell's. And a process group outside of the PID namespace has no ID here, so that pidone cannot know whether
     * it is in the foreground. A command that needs the terminal nevertheless is stopped for it, and gets it then.
     */
    private boolean mayTakeTerminal(int descriptor, boolean isContained) {
        return descriptor == Descriptors.STANDARD_INPUT && ownGroup() != 0
                && (!writesToPipe() || isSubstituted(isContained));
    }

    /**
     * Whether this is a command substitution of an interactive shell, which ignores TTIN there: the command would not
     * be stopped for want of the terminal, but fail to read. The shell itself reads what is written, so nobody at the
     * other end of the pipe needs the terminal, unless the substitution is a pipeline: then its subshell, the parent,
     * writes elsewhere. A single command has taken the place of the subshell, and the leader of the group is its
     * parent.
     */
    private boolean isSubstituted(boolean isContained) {
        if (!isIgnored(Signal.TTIN)) {
            return false;
        }
        int parent = (int) SystemCall.GETPPID.call();
        return isContained || parent == ownGroup()
                || procFs.isOwnNamespace() && procFs.pipeAtOutput(parent) == procFs.pipeAtOutput(SharedState.ownId());
    }

    private boolean isIgnored(Signal signal) {
        SystemCall.RT_SIGACTION.call(signal.number(), 0, words.address(), SignalSet.BYTES);
        return words.get(ValueLayout.JAVA_LONG, 0) == SIG_IGN;
    }

    static int ownGroup() {
        return (int) SystemCall.GETPGID.call();
    }
}

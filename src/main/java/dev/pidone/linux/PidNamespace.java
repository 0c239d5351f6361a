package dev.pidone.linux;

import dev.pidone.io.FileBytes;
import dev.pidone.io.OwnDescriptors;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A PID namespace that pidone makes, with a mount namespace for its /proc, and a user namespace where that takes a
 * privilege that pidone does not have (pid_namespaces(7), mount_namespaces(7), user_namespaces(7)).
 *
 * <p>
 * The two processes of pidone share a pipe: through it the one inside says that its command was stopped. It ends when
 * the one inside does, or becomes the command.
 */
final class PidNamespace {
    private static final long CLONE_NEWNS = 0x20000;
    private static final long CLONE_NEWUSER = 0x10000000;
    private static final long CLONE_NEWPID = 0x20000000;
    private static final long SIGCHLD = 17;
    private static final long O_NONBLOCK_CLOEXEC = 0x80800;
    private static final long O_WRONLY_CLOEXEC = 0x80001;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long MS_NOSUID_NODEV_NOEXEC = 14;
    private static final long MS_REC = 0x4000;
    private static final long MS_SLAVE = 0x80000;
    private static final int POLLIN = 1;
    private static final int POLLERR = 8;
    /** Where the events that have come stand in struct pollfd (poll(2)). */
    private static final long REVENTS = 6;
    private static final long NONE = -1;

    private final MemorySegment words = Arena.global().allocate(ValueLayout.JAVA_LONG, 3);
    private final Line text = new Line(64);
    private long userId;
    private long groupId;
    private boolean ownUsers;
    private int channel;

    /**
     * Divides this process in two (clone(2), as fork(2) does).
     *
     * @return the process ID of the one inside; 0 there
     * @throws LaunchException if the kernel makes no namespace
     */
    int create() throws LaunchException {
        long error = SystemCall.PIPE2.call(words.address(), O_NONBLOCK_CLOEXEC);
        if (error < 0) {
            throw Refusal.of("pipe2(2)", (int) -error);
        }
        int readEnd = words.getAtIndex(ValueLayout.JAVA_INT, 0);
        int writeEnd = words.getAtIndex(ValueLayout.JAVA_INT, 1);
        userId = SystemCall.GETEUID.call();
        groupId = SystemCall.GETEGID.call();
        long child = SystemCall.CLONE.call(CLONE_NEWPID | CLONE_NEWNS | SIGCHLD);
        if (child == -Errno.EPERM.number()) {
            ownUsers = true;
            child = SystemCall.CLONE.call(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | SIGCHLD);
        }
        if (child < 0) {
            throw Refusal.ofClone((int) -child, ownUsers);
        }
        SystemCall.CLOSE.call(child == 0 ? readEnd : writeEnd);
        channel = OwnDescriptors.add(child == 0 ? writeEnd : readEnd);
        return (int) child;
    }

    /**
     * Inside: makes the new namespace what it is to be.
     *
     * @throws LaunchException if something of it is not allowed
     */
    void settle() throws LaunchException {
        dieWithOutside();
        if (ownUsers) {
            mapUsers();
        }
        mountProc();
    }

    /**
     * Whoever is PID 1 here cannot be orphaned and go on: KILL is what it gets when its parent dies. That may have
     * happened already; then nobody reads from the pipe any more.
     */
    private void dieWithOutside() {
        SystemCall.PRCTL.call(PR_SET_PDEATHSIG, Signal.KILL.number());
        words.setAtIndex(ValueLayout.JAVA_LONG, 1, 0);
        words.setAtIndex(ValueLayout.JAVA_LONG, 2, 0);
        if ((poll(0, words.address() + Long.BYTES) & POLLERR) != 0) {
            LinuxKernel.exit(ExitStatus.PIDONE_FAILED);
        }
    }

    /** Waits for events of the pipe; returns those that have come. */
    private int poll(int events, long limit) {
        words.set(ValueLayout.JAVA_LONG, 0, channel | (long) events << Integer.SIZE);
        SystemCall.PPOLL.call(words.address(), 1, limit);
        return words.get(ValueLayout.JAVA_SHORT, REVENTS);
    }

    /** User and group stay who they are; without privileges that is all that can be mapped (user_namespaces(7)). */
    private void mapUsers() throws LaunchException {
        write("/proc/self/setgroups", text.clear().text("deny"));
        write("/proc/self/uid_map", text.clear().number(userId).text(" ").number(userId).text(" 1"));
        write("/proc/self/gid_map", text.clear().number(groupId).text(" ").number(groupId).text(" 1"));
    }

    private void write(String file, Line content) throws LaunchException {
        long descriptor = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of(file), O_WRONLY_CLOEXEC);
        long result = descriptor < 0
                ? descriptor
                : SystemCall.WRITE.call(descriptor, content.bytes().address(), content.length());
        SystemCall.CLOSE.call(descriptor);
        if (result < 0) {
            throw Refusal.ofMapping(file, (int) -result);
        }
    }

    /** What is mounted outside still appears here, as without the namespace; but not the other way round. */
    private void mountProc() throws LaunchException {
        long proc = NativeStrings.of("/proc");
        long error = mount(0, NativeStrings.of("/"), MS_REC | MS_SLAVE);
        if (error == -Errno.EINVAL.number()) {
            // The root directory is no mount: a chroot. The parent of the new mount counts, which is what /proc is now.
            error = mount(0, proc, MS_SLAVE);
        }
        if (error < 0) {
            throw Refusal.of("making mounts private", (int) -error);
        }
        error = mount(NativeStrings.of("proc"), proc, MS_NOSUID_NODEV_NOEXEC);
        if (error < 0) {
            throw Refusal.ofProc((int) -error, ownUsers);
        }
    }

    private static long mount(long type, long target, long flags) {
        return SystemCall.MOUNT.call(type, target, type, flags);
    }

    /** The descriptor that pidone outside reads from. */
    int channel() {
        return channel;
    }

    /** Inside: tells which signal has stopped the command. */
    boolean tell(Signal signal) {
        words.set(ValueLayout.JAVA_BYTE, 0, (byte) signal.number());
        return SystemCall.WRITE.call(channel, words.address(), 1) == 1;
    }

    /** Outside: whether there may be more to hear. */
    boolean isOpen() {
        return channel != NONE;
    }

    /** Outside: the signal that was told of, {@code null} if there is none. */
    Signal hear() {
        long bytes = SystemCall.READ.call(channel, words.address(), 1);
        if (bytes == 0) {
            channel = (int) NONE;
        }
        return bytes == 1 ? Signal.of(words.get(ValueLayout.JAVA_BYTE, 0)) : null;
    }

    /** Outside: waits for the end of the pipe. */
    void awaitClosed() {
        while (isOpen()) {
            poll(POLLIN, 0);
            hear();
        }
    }

    /** Why there is no namespace, in one line: what was refused, the likely cause, and what to do. */
    private static final class Refusal {
        private static final int LONGEST = 512;
        private static final String SYSCTL = "/proc/sys/";

        private Refusal() {
        }

        static LaunchException of(String attempt, int error) {
            return exception(begin(attempt, error));
        }

        private static Line begin(String attempt, int error) {
            return new Line(LONGEST).text("cannot make a PID namespace: ").text(attempt).text(": ").errno(error);
        }

        private static LaunchException exception(Line reason) {
            return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
        }

        static LaunchException ofClone(int error, boolean users) {
            Line reason = begin("clone(2)", error);
            if (error == Errno.ENOSPC.number() || error == Errno.EUSERS.number()) {
                describeLimits(reason);
            } else if (error == Errno.ENOSYS.number() || error == Errno.EPERM.number()) {
                describeWhoForbids(reason);
            } else if (error == Errno.EINVAL.number()) {
                reason.text(": this kernel is built without ").text(users ? "user namespaces: run as root" : "them");
            } else if (error == Errno.EAGAIN.number()) {
                reason.text(": a limit on processes is reached (ulimit -u, pids cgroup)");
            }
            return exception(reason);
        }

        private static void describeLimits(Line reason) {
            if (isSet("user/max_user_namespaces", '0')) {
                reason.text(": user namespaces are switched off; set sysctl user.max_user_namespaces, or run as root");
            } else if (isSet("user/max_pid_namespaces", '0') || isSet("user/max_mnt_namespaces", '0')) {
                reason.text(": namespaces are switched off; set sysctl user.max_pid_namespaces and max_mnt_namespaces");
            } else {
                reason.text(": no namespaces are left; raise sysctl user.max_{user,pid,mnt}_namespaces, or nest less"
                        + " than 32 deep");
            }
        }

        private static void describeWhoForbids(Line reason) {
            if (isSet("kernel/unprivileged_userns_clone", '0')) {
                reason.text(": user namespaces are switched off; set sysctl kernel.unprivileged_userns_clone=1, or run"
                        + " as root");
            } else if (isSet("kernel/apparmor_restrict_unprivileged_userns", '1')) {
                describeAppArmor(reason);
            } else if (hasSeccompFilter()) {
                reason.text(": a seccomp filter forbids it, as Docker's does by default; run the container with"
                        + " --security-opt seccomp=unconfined --security-opt systempaths=unconfined, or --privileged");
            } else {
                reason.text(": it takes CAP_SYS_ADMIN or a user namespace, and there is none in a chroot or for a user"
                        + " who is not mapped; run as root");
            }
        }

        private static void describeAppArmor(Line reason) {
            reason.text(": AppArmor keeps user namespaces from programs without a profile (sysctl"
                    + " kernel.apparmor_restrict_unprivileged_userns); give pidone one that allows userns, or run as"
                    + " root");
        }

        static LaunchException ofMapping(String file, int error) {
            Line reason = begin(file, error);
            if (isSet("kernel/apparmor_restrict_unprivileged_userns", '1')) {
                describeAppArmor(reason);
            } else if (error == Errno.ENOENT.number()) {
                reason.text(": without root it takes a /proc");
            }
            return exception(reason);
        }

        static LaunchException ofProc(int error, boolean users) {
            Line reason = begin("mounting /proc", error);
            if (error == Errno.EPERM.number() && users) {
                reason.text(isSet("kernel/apparmor_restrict_unprivileged_userns", '1')
                        ? ": AppArmor forbids it; give pidone a profile that allows userns, or run as root"
                        : ": a part of the present /proc is masked, as container runtimes do, or it is missing; run the"
                                + " container with --security-opt systempaths=unconfined (Kubernetes: procMount:"
                                + " Unmasked)");
            } else if (error == Errno.EACCES.number() || error == Errno.EPERM.number()) {
                reason.text(": a security module forbids it; run the container with --security-opt"
                        + " apparmor=unconfined, or --privileged");
            } else if (error == Errno.ENOENT.number()) {
                reason.text(": there must be a directory /proc");
            }
            return exception(reason);
        }

        /** Whether a setting of the kernel has a value of one digit. */
        private static boolean isSet(String name, char value) {
            String content = read(SYSCTL + name);
            return content.length() > 0 && content.charAt(0) == value
                    && (content.length() == 1 || content.charAt(1) == '\n');
        }

        /** Of the kinds of seccomp(2) 2 is a filter (proc_pid_status(5)). */
        private static boolean hasSeccompFilter() {
            return read("/proc/self/status").contains("\nSeccomp:\t2");
        }

        /** The beginning of a file, empty if it cannot be read. */
        private static String read(String file) {
            FileBytes bytes = new FileBytes();
            bytes.load(Descriptors.AT_FDCWD, NativeStrings.of(file));
            StringBuilder content = new StringBuilder();
            for (int index = 0; index < bytes.length(); index++) {
                content.append((char) bytes.at(index));
            }
            return content.toString();
        }
    }
}

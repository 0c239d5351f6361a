package dev.pidone.linux.launch.failure;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.LaunchException;
import dev.pidone.linux.proc.ProcessStatus;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;

/** Why there is no namespace, in one line: what was refused, the likely cause, and what to do. */
public final class NamespaceRefusal {
    private static final int LONGEST = 512;
    private static final String SYSCTL = "/proc/sys/";

    private NamespaceRefusal() {
    }

    public static LaunchException of(String attempt, int error) {
        return exception(begin(attempt, error));
    }

    private static Line begin(String attempt, int error) {
        return new Line(LONGEST).text("cannot make a PID namespace: ").text(attempt).text(": ").errno(error);
    }

    private static LaunchException exception(Line reason) {
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    public static LaunchException ofClone(int error, boolean users) {
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

    /** Where a JVM runs: only the thread that calls clone(2) would go on in the new process. */
    public static LaunchException inJvm() {
        return exception(new Line(LONGEST).text("cannot make a PID namespace: a JVM cannot be divided into two"
                + " processes; the static file, target/pidone, can"));
    }

    public static LaunchException ofMapping(String file, int error) {
        Line reason = begin(file, error);
        if (isSet("kernel/apparmor_restrict_unprivileged_userns", '1')) {
            describeAppArmor(reason);
        } else if (error == Errno.ENOENT.number()) {
            reason.text(": without root it takes a /proc");
        } else if (error == Errno.EROFS.number()) {
            reason.text(": without root it takes a /proc that can be written to; bubblewrap makes one with --proc"
                    + " /proc");
        }
        return exception(reason);
    }

    /** Neither the root directory nor /proc is a mount. */
    public static LaunchException ofPrivateMounts(int error) {
        Line reason = begin("making mounts private", error);
        if (error == Errno.EINVAL.number()) {
            reason.text(": the root directory is no mount, as in a chroot, and /proc is none; before the chroot mount"
                    + " something at its /proc: mount -t proc proc DIR/proc");
        }
        return exception(reason);
    }

    public static LaunchException ofProc(int error, boolean users) {
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
        ProcessStatus status = new ProcessStatus(new FileBytes());
        return status.load(new Line(LONGEST).text("/proc/self/status").add((byte) 0))
                && status.value(ProcessStatus.SECCOMP) == 2;
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

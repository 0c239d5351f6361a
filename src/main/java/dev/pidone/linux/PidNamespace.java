package dev.pidone.linux;

import dev.pidone.io.OwnDescriptors;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.Signal;
import dev.pidone.linux.launch.failure.NamespaceRefusal;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
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
final class PidNamespace implements Namespace {
    private static final long CLONE_NEWNS = 0x20000;
    private static final long CLONE_NEWUSER = 0x10000000;
    private static final long CLONE_NEWPID = 0x20000000;
    private static final long SIGCHLD = 17;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long PR_SET_DUMPABLE = 4;
    private static final long MS_NOSUID_NODEV_NOEXEC = 14;
    private static final long MS_REC = 0x4000;
    private static final long MS_SLAVE = 0x80000;
    private static final long MNT_DETACH = 2;
    private static final long PATH_MAX = 4096;
    private static final String INITIAL_USERS = "user:[4026531837]";
    private static final long KEYS_BYTES = 4096;
    private static final long PROT_READ_WRITE = 3;
    private static final long MAP_SHARED_ANONYMOUS = 0x21;
    private static final short POLLIN = 1;
    private static final int POLLERR = 8;
    /** Offsets in struct pollfd (poll(2)): what is waited for, and what has come. */
    private static final long EVENTS = 4;
    private static final long REVENTS = 6;
    private static final int NONE = -1;

    private final MemorySegment words = Arena.global().allocate(ValueLayout.JAVA_LONG, 3);
    private final Line text = new Line(64);
    private final ControllingTerminal device;
    private final LinuxTerminal terminal;
    private final EventQueue events;
    private final boolean insideJvm;
    private long userId;
    private long groupId;
    private boolean ownUsers;
    private boolean isContained;
    private int channel = NONE;
    private boolean keepsOutsideIds;
    /** The list of pidone's children as it is outside. */
    private int ownChildren = NONE;
    /** Memory that both share: by signal number, whether a key has caused what the one inside is sent; 0 for none. */
    private long keys;

    PidNamespace(ControllingTerminal device, LinuxTerminal terminal, EventQueue events, boolean insideJvm) {
        this.device = device;
        this.terminal = terminal;
        this.events = events;
        this.insideJvm = insideJvm;
    }

    @Override
    public int enterPidNamespace(Launch.Grouping grouping) throws LaunchException {
        if (insideJvm) {
            throw NamespaceRefusal.inJvm();
        }
        int descriptor = device.open();
        try {
            return enterPidNamespace(grouping, descriptor);
        } finally {
            device.close(descriptor);
        }
    }

    private int enterPidNamespace(Launch.Grouping wanted, int descriptor) throws LaunchException {
        // Whom no key can reach has no use for the caller's group, which kill(2) takes 0 for.
        Launch.Grouping grouping = wanted == Launch.Grouping.INHERITED && descriptor < 0
                ? Launch.Grouping.OWN_GROUP
                : wanted;
        boolean ownSession = grouping == Launch.Grouping.OWN_SESSION;
        boolean given = ownSession || grouping == Launch.Grouping.OWN_GROUP && terminal.isHeld(descriptor, false);
        if (ownSession && descriptor >= 0) {
            device.giveUp(descriptor);
        }
        int child = create();
        if (child == 0) {
            isContained = true;
            SharedState.setInt(SharedState.OWN_ID, LinuxSignals.INIT);
            SharedState.setInt(SharedState.ROOT_IS_INSIDE, userId == 0 ? 0 : 1);
            device.enterGroup(grouping, given ? descriptor : -1);
            settle();
        } else {
            SharedState.setInt(SharedState.COMMAND_ID, child);
            events.watchChannel(channel);
        }
        return child;
    }

    @Override
    public void keepOutsideIds() {
        keepsOutsideIds = true;
    }

    @Override
    public boolean isContained() {
        return isContained;
    }

    @Override
    public boolean stopOutside(Signal signal) {
        words.set(ValueLayout.JAVA_BYTE, 0, (byte) signal.number());
        return isContained && SystemCall.WRITE.call(channel, words.address(), 1) == 1;
    }

    @Override
    public Signal stopInside() {
        return isContained || channel == NONE ? null : hear();
    }

    @Override
    public void passKey(Signal signal) {
        if (!isContained && keys != 0) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, keys + signal.number(), (byte) 1);
        }
    }

    @Override
    public boolean takeKey(Signal signal) {
        boolean isKey = isContained && keys != 0
                && NativeLibrary.MEMORY.get(ValueLayout.JAVA_BYTE, keys + signal.number()) != 0;
        if (isKey) {
            NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, keys + signal.number(), (byte) 0);
        }
        return isKey;
    }

    @Override
    public void awaitCommandInside() {
        while (channel != NONE) {
            poll(POLLIN, 0);
            hear();
        }
    }

    /**
     * Divides this process in two (clone(2), as fork(2) does).
     *
     * @return the process ID of the one inside; 0 there
     * @throws LaunchException if the kernel makes no namespace
     */
    private int create() throws LaunchException {
        long error = SystemCall.PIPE2.call(words.address(), Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC);
        if (error < 0) {
            throw NamespaceRefusal.of("pipe2(2)", (int) -error);
        }
        int readEnd = words.getAtIndex(ValueLayout.JAVA_INT, 0);
        int writeEnd = words.getAtIndex(ValueLayout.JAVA_INT, 1);
        keys = SystemCall.MMAP.call(0, KEYS_BYTES, PROT_READ_WRITE, MAP_SHARED_ANONYMOUS, -1, 0);
        if (keys < 0) {
            keys = 0;
        }
        userId = SystemCall.GETEUID.call();
        groupId = SystemCall.GETEGID.call();
        long child = SystemCall.CLONE.call(CLONE_NEWPID | CLONE_NEWNS | SIGCHLD);
        if (child == -Errno.EPERM.number()) {
            ownUsers = true;
            child = SystemCall.CLONE.call(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | SIGCHLD);
        }
        if (child < 0) {
            throw NamespaceRefusal.ofClone((int) -child, ownUsers);
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
    private void settle() throws LaunchException {
        dieWithOutside();
        if (ownUsers) {
            mapUsers();
            hideFromRootInside();
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
        if ((poll((short) 0, words.address() + Long.BYTES) & POLLERR) != 0) {
            SystemCall.EXIT_GROUP.call(ExitStatus.PIDONE_FAILED.code());
        }
    }

    /** Waits for events of the pipe; returns those that have come. */
    private int poll(short events, long limit) {
        words.set(ValueLayout.JAVA_INT, 0, channel);
        words.set(ValueLayout.JAVA_SHORT, EVENTS, events);
        SystemCall.PPOLL.call(words.address(), 1, limit);
        return words.get(ValueLayout.JAVA_SHORT, REVENTS);
    }

    /** User and group stay who they are; without privileges that is all that can be mapped (user_namespaces(7)). */
    private void mapUsers() throws LaunchException {
        write("/proc/self/setgroups", text.clear().text("deny"));
        write("/proc/self/uid_map", text.clear().number(userId).text(" ").number(userId).text(" 1"));
        write("/proc/self/gid_map", text.clear().number(groupId).text(" ").number(groupId).text(" 1"));
    }

    /**
     * Who may trace this process, as root of the new user namespace, could have it forget that it ends with the one
     * outside, and every deadline. To look into what is marked so takes a privilege in the namespace in which it was
     * executed (ptrace(2), PR_SET_DUMPABLE). A command does not inherit the mark (execve(2)).
     */
    private static void hideFromRootInside() {
        SystemCall.PRCTL.call(PR_SET_DUMPABLE, 0);
    }

    private void write(String file, Line content) throws LaunchException {
        long descriptor = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of(file),
                Descriptors.O_WRONLY | Descriptors.O_CLOEXEC);
        long result = descriptor < 0
                ? descriptor
                : SystemCall.WRITE.call(descriptor, content.bytes().address(), content.length());
        SystemCall.CLOSE.call(descriptor);
        if (result < 0) {
            throw NamespaceRefusal.ofMapping(file, (int) -result);
        }
    }

    /**
     * What is mounted outside still appears here, as without the namespace; but not the other way round. The /proc that
     * was there goes: under the new one it would be in reach of root inside. But in a user namespace the kernel lets
     * only those mount a /proc who see one already (user_namespaces(7)).
     */
    private void mountProc() throws LaunchException {
        openOwnChildren();
        long proc = NativeStrings.of("/proc");
        long directory = directoryInProc();
        long error = makeMountsPrivate();
        boolean isToDetach = error == 0 && hasInitialUsers();
        if (error == -Errno.EINVAL.number()) {
            // The parent of the new mount counts, which is what /proc is now.
            error = mount(0, proc, MS_SLAVE);
        }
        if (error < 0) {
            throw NamespaceRefusal.ofPrivateMounts((int) -error);
        }
        while (isToDetach && SystemCall.UMOUNT2.call(proc, MNT_DETACH) == 0) {
            // It may have been mounted more than once.
        }
        error = mount(NativeStrings.of("proc"), proc, MS_NOSUID_NODEV_NOEXEC);
        if (error < 0) {
            throw NamespaceRefusal.ofProc((int) -error, ownUsers);
        }
        error = directory == 0 ? 0 : SystemCall.CHDIR.call(directory);
        if (error < 0) {
            throw NamespaceRefusal.of("the working directory in the new /proc", (int) -error);
        }
    }

    /** In the /proc of the outside, where processes have the numbers of the outside (proc_tid_children(5)). */
    private void openOwnChildren() {
        if (keepsOutsideIds) {
            long opened = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, NativeStrings.of("/proc/thread-self/children"),
                    Descriptors.O_CLOEXEC);
            ownChildren = opened < 0 ? NONE : OwnDescriptors.add((int) opened);
        }
    }

    @Override
    public int firstChildOutside() {
        if (ownChildren == NONE) {
            return 0;
        }
        long bytes = SystemCall.PREAD64.call(ownChildren, words.address(), words.byteSize() - 1, 0);
        words.set(ValueLayout.JAVA_BYTE, Math.max(0, bytes), (byte) 0);
        return (int) Decimal.at(words.address());
    }

    /** Whether this is the user namespace that the machine has begun with: it has a fixed number. */
    private boolean hasInitialUsers() {
        long length = SystemCall.READLINKAT.call(Descriptors.AT_FDCWD, NativeStrings.of("/proc/self/ns/user"),
                words.address(), words.byteSize());
        return length == INITIAL_USERS.length() && NativeStrings.startsWith(words.address(), INITIAL_USERS);
    }

    /** The working directory if it is in /proc, and so in that of the outside; 0 if not. */
    private static long directoryInProc() {
        long path = Arena.global().allocate(PATH_MAX).address();
        long length = SystemCall.GETCWD.call(path, PATH_MAX);
        boolean isInProc = length > 0
                && (NativeStrings.startsWith(path, "/proc\0") || NativeStrings.startsWith(path, "/proc/"));
        return isInProc ? path : 0;
    }

    /**
     * In a chroot the root directory is no mount. The mount that it is in is reached by way of the namespace's own root
     * (setns(2)), and then the chroot is entered again.
     *
     * @return an error; EINVAL where there is no such way (before Linux 5.8)
     */
    private static long makeMountsPrivate() throws LaunchException {
        long root = NativeStrings.of("/");
        long error = mount(0, root, MS_REC | MS_SLAVE);
        if (error != -Errno.EINVAL.number()) {
            return error;
        }
        long here = NativeStrings.of(".");
        long chroot = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, root, Descriptors.O_PATH | Descriptors.O_CLOEXEC);
        long directory = SystemCall.OPENAT.call(Descriptors.AT_FDCWD, here, Descriptors.O_PATH | Descriptors.O_CLOEXEC);
        long self = SystemCall.PIDFD_OPEN.call(LinuxSignals.INIT);
        if (chroot >= 0 && directory >= 0 && SystemCall.SETNS.call(self, CLONE_NEWNS) == 0) {
            error = mount(0, root, MS_REC | MS_SLAVE);
            if (SystemCall.FCHDIR.call(chroot) < 0 || SystemCall.CHROOT.call(here) < 0
                    || SystemCall.FCHDIR.call(directory) < 0) {
                throw NamespaceRefusal.of("chroot(2)", Errno.EPERM.number());
            }
        }
        SystemCall.CLOSE.call(self);
        SystemCall.CLOSE.call(directory);
        SystemCall.CLOSE.call(chroot);
        return error;
    }

    private static long mount(long type, long target, long flags) {
        return SystemCall.MOUNT.call(type, target, type, flags);
    }

    /** Outside: the signal that was told of, {@code null} if there is none. */
    private Signal hear() {
        long bytes = SystemCall.READ.call(channel, words.address(), 1);
        if (bytes == 0) {
            channel = NONE;
            events.unwatch();
        }
        return bytes == 1 ? stopOf(words.get(ValueLayout.JAVA_BYTE, 0)) : null;
    }

    /** Root inside may write anything there (proc_pid_fd(5)): what is no stop is nothing. */
    static Signal stopOf(byte number) {
        return number >= Signal.STOP.number() && number <= Signal.TTOU.number() ? Signal.of(number) : null;
    }
}

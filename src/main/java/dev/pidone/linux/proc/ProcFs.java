package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.DescendantSieve;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
import java.lang.foreign.ValueLayout;

/** Reads /proc (proc(5)). Everything it needs is allocated once. */
public final class ProcFs implements Processes {
    /** The kernel cuts the names of programs (proc_pid_comm(5)). */
    private static final int LONGEST_COMM = 15;
    /**
     * In nanoseconds: how long what other processes can hold up is read at most, and what share of the time after that.
     */
    private static final long PATIENCE = 1_000_000_000;
    private static final int SHARE = 10;
    /** So many words at most stand before the name of a script: its interpreter, and an option of that (execve(2)). */
    private static final int WORDS = 3;
    /** So often at most a process is looked at that does not rest. */
    private static final int LOOKS = 100;
    private static final long NOT_LOOKED = -1;
    private static final String PIPE = "pipe:[";
    private static final String SIGNAL_DESCRIPTOR = "anon_inode:[signalfd]";
    private static final String DELETED = " (deleted)";

    private final Clock clock;
    private final Directory directory = new Directory();
    private final FileBytes file = new FileBytes();
    private final ProcessStat stat = new ProcessStat(file.address());
    private final ProcessStatus status = new ProcessStatus(file);
    private final Line path = new Line(64);
    private final Line comm = new Line(64);
    private final ProcessTree tree = new ProcessTree(directory);
    private final DescendantSieve sieve = new DescendantSieve(this);
    /** Whether that has been found out; it stays so. */
    private boolean ownNamespace;
    /** What is left of it, and when it was used last. */
    private long patience = PATIENCE;
    private long lastRead;

    /** @param clock has the time that processes' ages are counted from */
    public ProcFs(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        path.clear().text("/proc");
        long proc = Directory.open(Descriptors.AT_FDCWD, path);
        if (proc < 0) {
            return false;
        }
        boolean listed = selfIn(proc) == SharedState.ownId() && listProcesses(proc, into, visitor);
        Directory.close(proc);
        if (!listed) {
            into.clear();
        }
        return listed;
    }

    @Override
    public Listing listDescendants(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        if (!isOwnNamespace()) {
            return Listing.IMPOSSIBLE;
        }
        return tree.isThere() ? tree.list(into, visitor) : tree.sift(sieve, into, visitor);
    }

    @Override
    public boolean listChildren(ProcessTable into) {
        into.clear();
        if (!isOwnNamespace()) {
            return false;
        }
        if (tree.isThere()) {
            tree.listChildren(into);
            return true;
        }
        boolean listed = listProcesses(into, ProcessVisitor.NONE);
        into.keepChildrenOf(SharedState.ownId());
        return listed;
    }

    @Override
    public boolean signalListed(Signal signal) {
        return tree.signalListed(signal);
    }

    private long pathAddress() {
        return path.add((byte) 0).bytes().address();
    }

    /** Whether /proc is that of this process's PID namespace. */
    public boolean isOwnNamespace() {
        path.clear().text("/proc/self");
        return file.loadLink(Descriptors.AT_FDCWD, pathAddress())
                && (int) Decimal.at(file.address()) == SharedState.ownId();
    }

    @Override
    public Readiness readiness(int processId, Signal signal) {
        if (!isOwnNamespace()) {
            return Readiness.UNKNOWN;
        }
        long bit = SignalSet.bit(signal);
        long switches = NOT_LOOKED;
        boolean isRunning = false;
        for (int look = 0; look < LOOKS && loadStatus(processId); look++) {
            if (((status.signals(ProcessStatus.IGNORED) | status.signals(ProcessStatus.CAUGHT)) & bit) != 0) {
                return Readiness.PREPARED;
            }
            if ((status.signals(ProcessStatus.BLOCKED) & bit) != 0) {
                return blocked(processId, bit);
            }
            // A status of another moment than that of the system call says nothing: it must not have slept in between.
            if (switches == status.switches()) {
                return isRunning ? Readiness.BUSY : Readiness.UNPREPARED;
            }
            switches = status.switches();
            isRunning = readFile(processId, "/syscall") && file.at(0) == 'r';
            if (!isRunning && isWaiting()) {
                long set = hexadecimal(afterField(" 0x"));
                path.clear().text("/proc/").number(processId).text("/mem");
                if (!loadInTime(set)) {
                    return Readiness.BUSY;
                }
                if (mayBeSet(bit)) {
                    return Readiness.WAITING;
                }
            }
        }
        return switches == NOT_LOOKED ? Readiness.PREPARED : Readiness.BUSY;
    }

    private Readiness blocked(int processId, long bit) {
        if (((status.signals(ProcessStatus.PENDING) | status.signals(ProcessStatus.PENDING_FOR_THREAD)) & bit) != 0) {
            return Readiness.PENDING;
        }
        return hasSignalDescriptor(processId, bit) ? Readiness.WAITING : Readiness.BLOCKED;
    }

    /** Whether one of its descriptors is a signalfd(2) that takes a signal. */
    private boolean hasSignalDescriptor(int processId, long bit) {
        path.clear().text("/proc/").number(processId).text("/fd");
        long descriptors = Directory.open(Descriptors.AT_FDCWD, path);
        directory.begin(descriptors);
        boolean found = false;
        while (!found && directory.hasNext()) {
            found = file.loadLink(descriptors, directory.name()) && isText(0, file.length(), SIGNAL_DESCRIPTOR)
                    && takes(processId, (int) Decimal.at(directory.name()), bit);
        }
        Directory.close(descriptors);
        return found;
    }

    /**
     * Whether a signalfd takes a signal (proc_pid_fdinfo(5)). Another descriptor may have taken its place: that of an
     * epoll instance tells nothing while its process waits for memory that it has it write to.
     */
    private boolean takes(int processId, int descriptor, long bit) {
        path.clear().text("/proc/").number(processId).text("/fdinfo/").number(descriptor);
        int from = loadInTime(0) ? afterField("\nsigmask:\t") : 0;
        return from != 0 && (hexadecimal(from) & bit) != 0;
    }

    /**
     * Whether the system call that was read is rt_sigtimedwait(2) (proc_pid_syscall(5)): meanwhile the signals of the
     * set that its first argument points to are not blocked.
     */
    private boolean isWaiting() {
        return file.length() > 0 && Decimal.at(file.address()) == NativeLibrary.machine(Machine.RT_SIGTIMEDWAIT);
    }

    /** Whether a signal is in the set that was read; where that may not be read it could be any. */
    private boolean mayBeSet(long bit) {
        return file.length() < Long.BYTES
                || (NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, file.address()) & bit) != 0;
    }

    private boolean loadStatus(int processId) {
        return status.load(path.clear().text("/proc/").number(processId).text("/status").add((byte) 0));
    }

    /** Where what stands behind some text begins, 0 if the text is not there. */
    private int afterField(String text) {
        for (int from = 0; from + text.length() <= file.length(); from++) {
            if (NativeStrings.startsWith(file.address() + from, text)) {
                return from + text.length();
            }
        }
        return 0;
    }

    private long hexadecimal(int from) {
        long number = 0;
        for (int index = from; file.at(index) >= '0'; index++) {
            int digit = file.at(index);
            number = number << 4 | (digit >= 'a' ? digit - 'a' + 10 : digit - '0');
        }
        return number;
    }

    /** What /proc says this process's ID is: another number, or none, where /proc is that of another namespace. */
    private int selfIn(long proc) {
        path.clear().text("self");
        return file.loadLink(proc, pathAddress()) ? (int) Decimal.at(file.address()) : -1;
    }

    private boolean listProcesses(long proc, ProcessTable into, ProcessVisitor visitor) {
        directory.begin(proc);
        while (directory.hasNext()) {
            int processId = (int) Decimal.at(directory.name());
            if (processId > 0 && readStat(proc, processId) && addProcess(processId, into)
                    && !visitor.visit(into, into.size() - 1)) {
                return true;
            }
        }
        return directory.isAtEnd();
    }

    /** Reads what there is to know of a process; false if it is gone. */
    private boolean readStat(long proc, int id) {
        path.clear().number(id).text("/stat");
        return file.load(proc, pathAddress());
    }

    private boolean addProcess(int processId, ProcessTable into) {
        stat.begin(file.length());
        boolean isAdded = into.add(processId, stat.parent(), stat.session(), stat.isZombie());
        if (isAdded) {
            into.setStart(into.size() - 1, stat.startTicks());
            into.setState(into.size() - 1, stat.trueState());
        }
        return isAdded;
    }

    /** Reads a file of a process, such as {@code /stat}; false if it is gone. */
    private boolean readFile(int processId, String name) {
        path.clear().text("/proc/").number(processId).text(name);
        return file.load(Descriptors.AT_FDCWD, pathAddress());
    }

    /**
     * Reads from the file that {@link #path} names, of a process for which the kernel takes a lock that the process can
     * hold for ever: that of its memory for what stands there, or that of a descriptor. Returns false if it has not
     * answered in time; then nothing was read.
     */
    private boolean loadInTime(long offset) {
        return file.loadInTime(pathAddress(), offset, PATIENCE);
    }

    /** As {@link #loadInTime}, the arguments of any process. For all of them together there is some patience. */
    private boolean loadCommandLine(int processId) {
        long now = clock.nanoTime();
        patience = Math.min(PATIENCE, patience + (now - lastRead) / SHARE);
        lastRead = now;
        if (patience < PATIENCE / 2) {
            file.loadNothing();
            return false;
        }
        path.clear().text("/proc/").number(processId).text("/cmdline");
        boolean hasAnswered = file.loadInTime(pathAddress(), 0, patience);
        lastRead = clock.nanoTime();
        patience -= lastRead - now;
        return hasAnswered;
    }

    /** Reads a link of a process; nothing if it is gone. */
    private void readLink(int processId, String name) {
        path.clear().text("/proc/").number(processId).text(name);
        file.loadLink(Descriptors.AT_FDCWD, pathAddress());
    }

    /** Tells apart the pipes that processes have as standard output (proc_pid_fd(5)); 0 if it is none. */
    public int pipeAtOutput(int processId) {
        readLink(processId, "/fd/1");
        return NativeStrings.startsWith(file.address(), PIPE) ? number(PIPE.length()) : 0;
    }

    /** The number may be that of another process there. */
    @Override
    public void describeName(int processId, Line into) {
        if (isOwnNamespace()) {
            addName(processId, into);
        } else {
            into.text("?");
        }
    }

    private void addName(int processId, Line into) {
        if (readFile(processId, "/comm") && file.length() > 1) {
            for (int index = 0; index < file.length() - 1; index++) {
                into.printable(file.at(index));
            }
        } else {
            into.text("?");
        }
    }

    /** Reads what the stat file tells; false if the process is gone. */
    private boolean readStat(int processId, ProcessDetails into) {
        into.clear();
        if (!readFile(processId, "/stat")) {
            return false;
        }
        stat.begin(file.length());
        into.set(stat.trueState(), stat.parent());
        into.setStart(stat.startNanoseconds());
        into.setUsage(stat.cpuNanoseconds(), ProcessDetails.UNKNOWN);
        return true;
    }

    @Override
    public boolean describe(int processId, ProcessDetails into) {
        if (!isOwnNamespace() || !readStat(processId, into)) {
            return false;
        }
        into.setAge(clock.sinceBoot() - into.start());
        addName(processId, into.name());
        if (loadStatus(processId)) {
            into.setUser((int) status.value(ProcessStatus.USER));
            into.setSignals(status.signals(ProcessStatus.BLOCKED), status.signals(ProcessStatus.IGNORED),
                    status.signals(ProcessStatus.CAUGHT));
            into.setPending(status.signals(ProcessStatus.PENDING_FOR_THREAD) | status.signals(ProcessStatus.PENDING));
            into.setTracer((int) Math.max(0, status.value(ProcessStatus.TRACER)));
            into.setContextSwitches((int) status.switches());
        }
        return true;
    }

    @Override
    public boolean look(int processId, ProcessDetails into) {
        if (!readStat(processId, into) || stat.isKernelThread()) {
            return false;
        }
        stat.name(into.name());
        // One that has ended has no memory any more.
        into.setUsage(into.cpu(), loadStatus(processId) ? status.value(ProcessStatus.PEAK) : ProcessDetails.UNKNOWN);
        return true;
    }

    /** The name of a child, and when it was started; nothing if /proc is that of another namespace. */
    public void describeChild(int processId, ProcessDetails into) {
        ownNamespace = ownNamespace || isOwnNamespace();
        if (ownNamespace && readFile(processId, "/stat")) {
            stat.begin(file.length());
            if (stat.parent() == SharedState.ownId()) {
                stat.name(into.name());
                into.setStart(stat.startNanoseconds());
            }
        }
    }

    /** Arguments are separated by zeros (proc_pid_cmdline(5)). */
    @Override
    public void describeCommandLine(int processId, Line into) {
        loadCommandLine(processId);
        int end = file.length();
        while (end > 0 && file.at(end - 1) == 0) {
            end--;
        }
        for (int index = 0; index < end; index++) {
            into.add((byte) (file.at(index) == 0 ? ' ' : file.at(index)));
        }
    }

    /**
     * The name of its file decides, and what it calls itself. Where that has as many bytes as the kernel keeps it may
     * be the beginning of a longer name: of the file, or of the script that the first words of the command line name.
     * Where those cannot be read in time it is nobody's.
     */
    @Override
    public boolean isNamed(int processId, String[] names) {
        readLink(processId, "/exe");
        int end = endOfPath();
        if (isOneOf(names, beginOfName(0, end), end)) {
            return true;
        }
        readComm(processId);
        if (!isBeginOfOne(names)) {
            return false;
        }
        boolean isCut = comm.length() == LONGEST_COMM;
        if (isCut && isExeNamedLonger(processId)) {
            return false;
        }
        if (isCut) {
            if (!loadCommandLine(processId)) {
                return false;
            }
            end = -1;
            for (int word = 0; word < WORDS && end < file.length(); word++) {
                int from = end + 1;
                end = endOfWord(from);
                int begin = beginOfName(from, end);
                if (beginsWithComm(begin, end)) {
                    return isOneOf(names, begin, end);
                }
            }
        }
        return isOneOf(names);
    }

    private boolean isExeNamedLonger(int processId) {
        readLink(processId, "/exe");
        return beginsWithComm(beginOfName(0, endOfPath()), endOfPath());
    }

    private void readComm(int processId) {
        readFile(processId, "/comm");
        comm.clear();
        for (int index = 0; index < file.length() - 1; index++) {
            comm.add((byte) file.at(index));
        }
    }

    private boolean beginsWithComm(int begin, int end) {
        boolean begins = end - begin >= comm.length();
        for (int index = 0; begins && index < comm.length(); index++) {
            begins = file.at(begin + index) == comm.at(index);
        }
        return begins;
    }

    private boolean isOneOf(String[] names, int begin, int end) {
        boolean found = false;
        for (int index = 0; !found && index < names.length; index++) {
            found = isText(begin, end, names[index]);
        }
        return found;
    }

    /** Whether one of them begins with what it calls itself. */
    private boolean isBeginOfOne(String[] names) {
        boolean found = false;
        for (int index = 0; !found && index < names.length; index++) {
            found = isBeginOf(names[index]);
        }
        return found;
    }

    private boolean isBeginOf(String name) {
        int length = comm.length() <= name.length() ? 0 : -1;
        while (length >= 0 && length < comm.length() && comm.at(length) == (name.charAt(length) & 0xff)) {
            length++;
        }
        return length == comm.length();
    }

    /** Whether what it calls itself is one of them. */
    private boolean isOneOf(String[] names) {
        boolean found = false;
        for (int index = 0; !found && index < names.length; index++) {
            found = comm.isEqual(names[index]);
        }
        return found;
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < file.length() && file.at(end) != 0) {
            end++;
        }
        return end;
    }

    /** Where the last name of a path begins. */
    private int beginOfName(int from, int end) {
        int begin = end;
        while (begin > from && file.at(begin - 1) != '/') {
            begin--;
        }
        return begin;
    }

    /** The end of what a link points to, without what the kernel adds when the file has been deleted. */
    private int endOfPath() {
        int end = file.length() - DELETED.length();
        return end > 0 && isText(end, file.length(), DELETED) ? end : file.length();
    }

    /** Whether a part of the file that was read last is a text. */
    private boolean isText(int begin, int end, String text) {
        return end - begin == text.length() && NativeStrings.startsWith(file.address() + begin, text);
    }

    /** The number that begins at an offset of the file that was read last, 0 if there is none. */
    private int number(int from) {
        return (int) Decimal.at(file.address() + from);
    }

    /** Calls a visitor for each open descriptor of this process, with what it points to (/proc/self/fd). */
    public boolean visitDescriptors(DescriptorVisitor visitor) {
        path.clear().text("/proc/self/fd");
        long descriptors = Directory.open(Descriptors.AT_FDCWD, path);
        if (descriptors < 0) {
            return false;
        }
        directory.begin(descriptors);
        while (directory.hasNext()) {
            int descriptor = (int) Decimal.at(directory.name());
            if (Decimal.isDigit(NativeStrings.byteAt(directory.name())) && descriptor != descriptors) {
                visitor.visit(descriptor);
            }
        }
        Directory.close(descriptors);
        return true;
    }

    /** Is told of an open descriptor. */
    public interface DescriptorVisitor {
        void visit(int descriptor);
    }
}

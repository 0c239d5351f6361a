package dev.pidone.linux.proc;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessFacts;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads /proc (proc(5)). Everything it needs is allocated once. */
public final class ProcFs {
    private static final int DIRECTORY_BYTES = 32 * 1024;
    private static final int FILE_BYTES = 4096;
    /** Offsets in struct linux_dirent64 (getdents(2)). */
    private static final int D_RECLEN = 16;
    private static final int D_NAME = 19;
    /** The kernel cuts the names of programs (proc_pid_comm(5)). */
    private static final int LONGEST_COMM = 15;
    private static final String PIPE = "pipe:[";
    private static final String DELETED = " (deleted)";

    private final MemorySegment entries = Arena.global().allocate(DIRECTORY_BYTES, Long.BYTES);
    private final MemorySegment file = Arena.global().allocate(FILE_BYTES, Long.BYTES);
    private final ProcessStat stat = new ProcessStat(file);
    private final Line path = new Line(64);
    private int length;
    /** Whether that has been found out; it stays so. */
    private boolean ownNamespace;

    /** @see Kernel#listProcesses */
    public boolean listProcesses(ProcessTable into, int self, ProcessVisitor visitor) {
        into.clear();
        long directory = openDirectory("/proc");
        if (directory < 0) {
            return false;
        }
        boolean listed = selfIn(directory) == self && listProcesses(directory, into, visitor);
        close(directory);
        if (!listed) {
            into.clear();
        }
        return listed;
    }

    private long openDirectory(String name) {
        path.clear().text(name);
        return open(Descriptors.AT_FDCWD, Descriptors.directoryFlag() | Descriptors.O_CLOEXEC);
    }

    private long open(long directory, long flags) {
        path.add((byte) 0);
        return SystemCall.OPENAT.call(directory, path.bytes().address(), flags);
    }

    private static void close(long descriptor) {
        SystemCall.CLOSE.call(descriptor);
    }

    /** Whether /proc is that of this process's PID namespace. */
    public boolean isOwnNamespace(int self) {
        long directory = openDirectory("/proc");
        boolean own = directory >= 0 && selfIn(directory) == self;
        close(directory);
        return own;
    }

    /** @see Kernel#readiness */
    public Kernel.Readiness readiness(int processId, Signal signal) {
        if (!readFile(processId, "/status")) {
            return Kernel.Readiness.PREPARED;
        }
        int blocked = afterField("\nSigBlk:\t");
        int ignored = afterField("\nSigIgn:\t");
        int caught = afterField("\nSigCgt:\t");
        if (blocked == 0 || ignored == 0 || caught == 0
                || ((hexadecimal(ignored) | hexadecimal(caught)) & SignalSet.bit(signal)) != 0) {
            return Kernel.Readiness.PREPARED;
        }
        return (hexadecimal(blocked) & SignalSet.bit(signal)) != 0
                ? Kernel.Readiness.BLOCKED
                : Kernel.Readiness.UNPREPARED;
    }

    /** Where the value of a field of a status file begins, 0 if it has none. */
    private int afterField(String name) {
        for (int from = 0; from + name.length() <= length; from++) {
            int matching = 0;
            while (matching < name.length() && byteAt(from + matching) == name.charAt(matching)) {
                matching++;
            }
            if (matching == name.length()) {
                return from + matching;
            }
        }
        return 0;
    }

    private long hexadecimal(int from) {
        long number = 0;
        for (int index = from; byteAt(index) >= '0'; index++) {
            int digit = byteAt(index);
            number = number << 4 | (digit >= 'a' ? digit - 'a' + 10 : digit - '0');
        }
        return number;
    }

    /** A byte of the file that was read last; a zero stands behind it. */
    private int byteAt(int index) {
        return file.get(ValueLayout.JAVA_BYTE, index);
    }

    /** What /proc says this process's ID is: another number, or none, where /proc is that of another namespace. */
    private int selfIn(long directory) {
        path.clear().text("self");
        readLink(directory);
        return length <= 0 ? -1 : number(file, 0);
    }

    private void readLink(long directory) {
        path.add((byte) 0);
        length = (int) SystemCall.READLINKAT.call(directory, path.bytes().address(), file.address(), FILE_BYTES - 1);
        terminate();
    }

    /** A zero behind what was read ends every search. */
    private void terminate() {
        length = Math.max(0, length);
        file.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    private boolean listProcesses(long directory, ProcessTable into, ProcessVisitor visitor) {
        int bytes = readDirectory(directory);
        while (bytes > 0) {
            for (int entry = 0; entry < bytes; entry += recordLength(entry)) {
                int processId = number(entries, entry + D_NAME);
                if (processId > 0 && readStat(directory, processId) && addProcess(processId, into)) {
                    visitor.visit(into, into.size() - 1);
                }
            }
            bytes = readDirectory(directory);
        }
        return bytes == 0;
    }

    private int readDirectory(long directory) {
        return (int) SystemCall.GETDENTS64.call(directory, entries.address(), DIRECTORY_BYTES);
    }

    private int recordLength(int entry) {
        return Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, entry + D_RECLEN));
    }

    /** Reads what there is to know of a process; false if it is gone. */
    private boolean readStat(long directory, int id) {
        path.clear().number(id).text("/stat");
        return readFile(directory);
    }

    private boolean addProcess(int processId, ProcessTable into) {
        stat.begin(length);
        return into.add(processId, stat.parent(), stat.session(), stat.isZombie());
    }

    /** Reads a file of a process, such as {@code /stat}; false if it is gone. */
    private boolean readFile(int processId, String name) {
        path.clear().text("/proc/").number(processId).text(name);
        return readFile(Descriptors.AT_FDCWD);
    }

    /** Reads the file at {@link #path}; false if it is gone. */
    private boolean readFile(long directory) {
        long descriptor = open(directory, Descriptors.O_CLOEXEC);
        length = 0;
        if (descriptor >= 0) {
            length = (int) SystemCall.READ.call(descriptor, file.address(), FILE_BYTES - 1);
            close(descriptor);
        }
        terminate();
        return length > 0;
    }

    /** Tells apart the pipes that processes have as standard output (proc_pid_fd(5)); 0 if it is none. */
    public int pipeAtOutput(int processId) {
        path.clear().text("/proc/").number(processId).text("/fd/1");
        readLink(Descriptors.AT_FDCWD);
        return isText(0, Math.min(length, PIPE.length()), PIPE, PIPE.length()) ? number(file, PIPE.length()) : 0;
    }

    /** @see Kernel#describeName */
    public void describeName(int processId, Line into) {
        if (readFile(processId, "/comm") && length > 1) {
            for (int index = 0; index < length - 1; index++) {
                into.printable(NativeStrings.byteAt(file.address() + index));
            }
        } else {
            into.text("?");
        }
    }

    /** @see Kernel#describe */
    public boolean describe(int processId, ProcessDetails into, long sinceBoot) {
        into.clear();
        if (!readFile(processId, "/stat")) {
            return false;
        }
        stat.begin(length);
        // One whose first thread has ended while others run only looks like a zombie.
        into.set(stat.hasEnded() || !stat.looksEnded() ? stat.state() : 'S', stat.parent());
        into.setTimes(sinceBoot - stat.startNanoseconds(), stat.cpuNanoseconds());
        describeName(processId, into.name());
        if (readFile(processId, "/status")) {
            into.setUser(effectiveUser());
            into.setSignals(hexadecimalAfter("\nSigBlk:\t"), hexadecimalAfter("\nSigIgn:\t"),
                    hexadecimalAfter("\nSigCgt:\t"));
            into.setContextSwitches(
                    decimalAfter("\nvoluntary_ctxt_switches:\t") + decimalAfter("\nnonvoluntary_ctxt_switches:\t"));
        }
        describeCommandLine(processId, into.commandLine());
        return true;
    }

    private long hexadecimalAfter(String field) {
        int from = afterField(field);
        return from == 0 ? 0 : hexadecimal(from);
    }

    private int decimalAfter(String field) {
        int from = afterField(field);
        return from == 0 ? 0 : number(file, from);
    }

    /** The second number of the line: Uid: REAL EFFECTIVE SAVED FILESYSTEM. */
    private int effectiveUser() {
        int at = afterField("\nUid:\t");
        while (at != 0 && isDigit((byte) byteAt(at))) {
            at++;
        }
        return at == 0 ? -1 : number(file, at + 1);
    }

    /** @see Kernel#look */
    public boolean look(int processId, ProcessFacts into) {
        into.clear();
        if (!readFile(processId, "/stat")) {
            return false;
        }
        stat.begin(length);
        if (stat.isKernelThread()) {
            return false;
        }
        stat.name(into.name());
        into.setStart(stat.startNanoseconds());
        into.setZombie(stat.hasEnded());
        long cpu = stat.cpuNanoseconds();
        into.setUsage(cpu, readFile(processId, "/status") ? peak() : ProcessFacts.UNKNOWN);
        return true;
    }

    /** One that has ended has no memory any more. */
    private long peak() {
        int from = afterField("\nVmHWM:\t");
        while (from > 0 && byteAt(from) == ' ') {
            from++;
        }
        return from == 0 ? ProcessFacts.UNKNOWN : number(file, from);
    }

    /** The name of a child, and when it was started; nothing if /proc is that of another namespace. */
    public void describeChild(int processId, int self, ProcessFacts into) {
        ownNamespace = ownNamespace || isOwnNamespace(self);
        if (ownNamespace && readFile(processId, "/stat")) {
            stat.begin(length);
            if (stat.parent() == self) {
                stat.name(into.name());
                into.setStart(stat.startNanoseconds());
            }
        }
    }

    /** Arguments are separated by zeros (proc_pid_cmdline(5)). */
    public void describeCommandLine(int processId, Line into) {
        readFile(processId, "/cmdline");
        int end = length;
        while (end > 0 && byteAt(end - 1) == 0) {
            end--;
        }
        for (int index = 0; index < end; index++) {
            into.add((byte) (byteAt(index) == 0 ? ' ' : byteAt(index)));
        }
    }

    /** @see Kernel#isNamed */
    public boolean isNamed(int processId, String[] names) {
        boolean known = readFile(processId, "/comm");
        for (int index = 0; known && index < names.length; index++) {
            int compared = Math.min(names[index].length(), LONGEST_COMM);
            if (isText(0, length - 1, names[index], compared)) {
                return true;
            }
        }
        path.clear().text("/proc/").number(processId).text("/exe");
        readLink(Descriptors.AT_FDCWD);
        int end = endOfPath();
        int begin = end;
        while (begin > 0 && byteAt(begin - 1) != '/') {
            begin--;
        }
        for (int index = 0; index < names.length; index++) {
            if (isText(begin, end, names[index], names[index].length())) {
                return true;
            }
        }
        return false;
    }

    /** The end of what a link points to, without what the kernel adds when the file has been deleted. */
    private int endOfPath() {
        int end = length - DELETED.length();
        return end > 0 && isText(end, length, DELETED, DELETED.length()) ? end : length;
    }

    /** Whether a part of the file that was read last is the beginning of a text. */
    private boolean isText(int begin, int end, String text, int compared) {
        if (end - begin != compared) {
            return false;
        }
        for (int index = 0; index < compared; index++) {
            if ((byteAt(begin + index) & 0xff) != text.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    /** The decimal number that begins at an offset, 0 if there is none. */
    static int number(MemorySegment text, int from) {
        int number = 0;
        for (int index = from; isDigit(text.get(ValueLayout.JAVA_BYTE, index)); index++) {
            number = 10 * number + text.get(ValueLayout.JAVA_BYTE, index) - '0';
        }
        return number;
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** Calls a visitor for each open descriptor of this process, with what it points to (/proc/self/fd). */
    public boolean visitDescriptors(DescriptorVisitor visitor) {
        long directory = openDirectory("/proc/self/fd");
        if (directory < 0) {
            return false;
        }
        int bytes = readDirectory(directory);
        while (bytes > 0) {
            for (int entry = 0; entry < bytes; entry += recordLength(entry)) {
                int descriptor = number(entries, entry + D_NAME);
                if (isDigit(entries.get(ValueLayout.JAVA_BYTE, entry + D_NAME)) && descriptor != directory) {
                    visitor.visit(descriptor);
                }
            }
            bytes = readDirectory(directory);
        }
        close(directory);
        return true;
    }

    /** Is told of an open descriptor. */
    public interface DescriptorVisitor {
        void visit(int descriptor);
    }
}

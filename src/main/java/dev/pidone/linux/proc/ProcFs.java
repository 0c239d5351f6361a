package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.Clock;
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
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads /proc (proc(5)). Everything it needs is allocated once. */
public final class ProcFs implements Processes {
    private static final int DIRECTORY_BYTES = 32 * 1024;
    /** Offsets in struct linux_dirent64 (getdents(2)). */
    private static final int D_RECLEN = 16;
    private static final int D_NAME = 19;
    /** The kernel cuts the names of programs (proc_pid_comm(5)). */
    private static final int LONGEST_COMM = 15;
    private static final String PIPE = "pipe:[";
    private static final String DELETED = " (deleted)";

    private final Clock clock;
    private final MemorySegment entries = Arena.global().allocate(DIRECTORY_BYTES, Long.BYTES);
    private final FileBytes file = new FileBytes();
    private final ProcessStat stat = new ProcessStat(file.address());
    private final Line path = new Line(64);
    /** Whether that has been found out; it stays so. */
    private boolean ownNamespace;

    /** @param clock has the time that processes' ages are counted from */
    public ProcFs(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean listProcesses(ProcessTable into, ProcessVisitor visitor) {
        into.clear();
        long directory = openDirectory("/proc");
        if (directory < 0) {
            return false;
        }
        boolean listed = selfIn(directory) == SharedState.ownId() && listProcesses(directory, into, visitor);
        close(directory);
        if (!listed) {
            into.clear();
        }
        return listed;
    }

    private long openDirectory(String name) {
        path.clear().text(name);
        return SystemCall.OPENAT.call(Descriptors.AT_FDCWD, pathAddress(),
                NativeLibrary.machine(Machine.O_DIRECTORY) | Descriptors.O_CLOEXEC);
    }

    private long pathAddress() {
        return path.add((byte) 0).bytes().address();
    }

    private static void close(long descriptor) {
        SystemCall.CLOSE.call(descriptor);
    }

    /** Whether /proc is that of this process's PID namespace. */
    public boolean isOwnNamespace() {
        long directory = openDirectory("/proc");
        boolean own = directory >= 0 && selfIn(directory) == SharedState.ownId();
        close(directory);
        return own;
    }

    @Override
    public Readiness readiness(int processId, Signal signal) {
        if (!isOwnNamespace() || !readFile(processId, "/status")) {
            return Readiness.PREPARED;
        }
        int blocked = afterField("\nSigBlk:\t");
        int ignored = afterField("\nSigIgn:\t");
        int caught = afterField("\nSigCgt:\t");
        if (blocked == 0 || ignored == 0 || caught == 0
                || ((hexadecimal(ignored) | hexadecimal(caught)) & SignalSet.bit(signal)) != 0) {
            return Readiness.PREPARED;
        }
        return (hexadecimal(blocked) & SignalSet.bit(signal)) != 0 ? Readiness.BLOCKED : Readiness.UNPREPARED;
    }

    /** Where the value of a field of a status file begins, 0 if it has none. */
    private int afterField(String name) {
        for (int from = 0; from + name.length() <= file.length(); from++) {
            int matching = 0;
            while (matching < name.length() && file.at(from + matching) == name.charAt(matching)) {
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
        for (int index = from; file.at(index) >= '0'; index++) {
            int digit = file.at(index);
            number = number << 4 | (digit >= 'a' ? digit - 'a' + 10 : digit - '0');
        }
        return number;
    }

    /** What /proc says this process's ID is: another number, or none, where /proc is that of another namespace. */
    private int selfIn(long directory) {
        path.clear().text("self");
        return file.loadLink(directory, pathAddress()) ? (int) Decimal.at(file.address()) : -1;
    }

    private boolean listProcesses(long directory, ProcessTable into, ProcessVisitor visitor) {
        int bytes = readDirectory(directory);
        while (bytes > 0) {
            for (int entry = 0; entry < bytes; entry += recordLength(entry)) {
                int processId = (int) Decimal.at(name(entry));
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

    private long name(int entry) {
        return entries.address() + entry + D_NAME;
    }

    private int recordLength(int entry) {
        return Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, entry + D_RECLEN));
    }

    /** Reads what there is to know of a process; false if it is gone. */
    private boolean readStat(long directory, int id) {
        path.clear().number(id).text("/stat");
        return file.load(directory, pathAddress());
    }

    private boolean addProcess(int processId, ProcessTable into) {
        stat.begin(file.length());
        return into.add(processId, stat.parent(), stat.session(), stat.isZombie());
    }

    /** Reads a file of a process, such as {@code /stat}; false if it is gone. */
    private boolean readFile(int processId, String name) {
        path.clear().text("/proc/").number(processId).text(name);
        return file.load(Descriptors.AT_FDCWD, pathAddress());
    }

    /** Reads a link of a process; nothing if it is gone. */
    private void readLink(int processId, String name) {
        path.clear().text("/proc/").number(processId).text(name);
        file.loadLink(Descriptors.AT_FDCWD, pathAddress());
    }

    /** Tells apart the pipes that processes have as standard output (proc_pid_fd(5)); 0 if it is none. */
    public int pipeAtOutput(int processId) {
        readLink(processId, "/fd/1");
        return isText(0, Math.min(file.length(), PIPE.length()), PIPE, PIPE.length()) ? number(PIPE.length()) : 0;
    }

    @Override
    public void describeName(int processId, Line into) {
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
        // One whose first thread has ended while others run only looks like a zombie.
        into.set(stat.hasEnded() || !stat.looksEnded() ? stat.state() : 'S', stat.parent());
        into.setStart(stat.startNanoseconds());
        into.setUsage(stat.cpuNanoseconds(), ProcessDetails.UNKNOWN);
        return true;
    }

    @Override
    public boolean describe(int processId, ProcessDetails into) {
        if (!readStat(processId, into)) {
            return false;
        }
        into.setAge(clock.sinceBoot() - into.start());
        describeName(processId, into.name());
        if (readFile(processId, "/status")) {
            into.setUser(effectiveUser());
            into.setSignals(hexadecimalAfter("\nSigBlk:\t"), hexadecimalAfter("\nSigIgn:\t"),
                    hexadecimalAfter("\nSigCgt:\t"));
            into.setPending(hexadecimalAfter("\nSigPnd:\t") | hexadecimalAfter("\nShdPnd:\t"));
            into.setTracer(decimalAfter("\nTracerPid:\t"));
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
        return from == 0 ? 0 : number(from);
    }

    /** The second number of the line: Uid: REAL EFFECTIVE SAVED FILESYSTEM. */
    private int effectiveUser() {
        int at = afterField("\nUid:\t");
        while (at != 0 && Decimal.isDigit(file.at(at))) {
            at++;
        }
        return at == 0 ? -1 : number(at + 1);
    }

    @Override
    public boolean look(int processId, ProcessDetails into) {
        if (!readStat(processId, into) || stat.isKernelThread()) {
            return false;
        }
        stat.name(into.name());
        into.setUsage(into.cpu(), readFile(processId, "/status") ? peak() : ProcessDetails.UNKNOWN);
        return true;
    }

    /** One that has ended has no memory any more. */
    private long peak() {
        int from = afterField("\nVmHWM:\t");
        while (from > 0 && file.at(from) == ' ') {
            from++;
        }
        return from == 0 ? ProcessDetails.UNKNOWN : number(from);
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
        readFile(processId, "/cmdline");
        int end = file.length();
        while (end > 0 && file.at(end - 1) == 0) {
            end--;
        }
        for (int index = 0; index < end; index++) {
            into.add((byte) (file.at(index) == 0 ? ' ' : file.at(index)));
        }
    }

    @Override
    public boolean isNamed(int processId, String[] names) {
        boolean known = readFile(processId, "/comm");
        for (int index = 0; known && index < names.length; index++) {
            int compared = Math.min(names[index].length(), LONGEST_COMM);
            if (isText(0, file.length() - 1, names[index], compared)) {
                return true;
            }
        }
        readLink(processId, "/exe");
        int end = endOfPath();
        int begin = end;
        while (begin > 0 && file.at(begin - 1) != '/') {
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
        int end = file.length() - DELETED.length();
        return end > 0 && isText(end, file.length(), DELETED, DELETED.length()) ? end : file.length();
    }

    /** Whether a part of the file that was read last is the beginning of a text. */
    private boolean isText(int begin, int end, String text, int compared) {
        if (end - begin != compared) {
            return false;
        }
        for (int index = 0; index < compared; index++) {
            if (file.at(begin + index) != text.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    /** The number that begins at an offset of the file that was read last, 0 if there is none. */
    private int number(int from) {
        return (int) Decimal.at(file.address() + from);
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
                int descriptor = (int) Decimal.at(name(entry));
                if (Decimal.isDigit(NativeStrings.byteAt(name(entry))) && descriptor != directory) {
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

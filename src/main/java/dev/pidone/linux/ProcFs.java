package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads /proc (proc(5)). Everything it needs is allocated once. */
final class ProcFs {
    private static final long O_CLOEXEC = 0x80000;
    private static final int DIRECTORY_BYTES = 32 * 1024;
    private static final int FILE_BYTES = 4096;
    /** Offsets in struct linux_dirent64 (getdents(2)). */
    private static final int D_RECLEN = 16;
    private static final int D_NAME = 19;

    private final MemorySegment entries = Arena.global().allocate(DIRECTORY_BYTES, Long.BYTES);
    private final MemorySegment file = Arena.global().allocate(FILE_BYTES, Long.BYTES);
    private final ProcessStat stat = new ProcessStat(file);
    private final Line path = new Line(64);
    private int length;

    /** O_DIRECTORY is one of the few flags that differ between architectures (open(2)). */
    static long directoryFlag() {
        return NativeLibrary.ARCHITECTURE == Architecture.AARCH64 ? 0x4000 : 0x10000;
    }

    /** @see Kernel#listProcesses */
    boolean listProcesses(ProcessTable into, int self, ProcessVisitor visitor) {
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
        return open(LinuxKernel.AT_FDCWD, directoryFlag() | O_CLOEXEC);
    }

    private long open(long directory, long flags) {
        path.add((byte) 0);
        return NativeLibrary.systemCall(SystemCall.OPENAT, directory, path.bytes().address(), flags, 0, 0);
    }

    private static void close(long descriptor) {
        NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
    }

    /** What /proc says this process's ID is: another number, or none, where /proc is that of another namespace. */
    private int selfIn(long directory) {
        path.clear().text("self");
        readLink(directory);
        return length <= 0 ? -1 : number(file, 0);
    }

    private void readLink(long directory) {
        path.add((byte) 0);
        length = (int) NativeLibrary.systemCall(SystemCall.READLINKAT, directory, path.bytes().address(),
                file.address(), FILE_BYTES - 1, 0);
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
        return (int) NativeLibrary.systemCall(SystemCall.GETDENTS64, directory, entries.address(), DIRECTORY_BYTES, 0,
                0);
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

    /** Reads the file at {@link #path}; false if it is gone. */
    private boolean readFile(long directory) {
        long descriptor = open(directory, O_CLOEXEC);
        length = 0;
        if (descriptor >= 0) {
            length = (int) NativeLibrary.systemCall(SystemCall.READ, descriptor, file.address(), FILE_BYTES - 1, 0, 0);
            close(descriptor);
        }
        terminate();
        return length > 0;
    }

    /** @see Kernel#describeName */
    void describeName(int processId, Line into) {
        path.clear().text("/proc/").number(processId).text("/comm");
        if (readFile(LinuxKernel.AT_FDCWD) && length > 1) {
            for (int index = 0; index < length - 1; index++) {
                into.printable(Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, index)));
            }
        } else {
            into.text("?");
        }
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
    boolean visitDescriptors(DescriptorVisitor visitor) {
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
    interface DescriptorVisitor {
        void visit(int descriptor);
    }
}

package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Reads /proc (proc(5)). Everything it needs is allocated once, when it is first used. */
final class ProcFs {
    private static final long O_DIRECTORY_CLOEXEC = directoryFlag() | 0x80000;
    private static final long O_RDONLY_CLOEXEC = 0x80000;
    private static final int BUFFER_BYTES = 32 * 1024;
    /** Offsets in struct linux_dirent64 (getdents(2)). */
    private static final int D_RECLEN = 16;
    private static final int D_NAME = 19;

    private final MemorySegment buffer = Arena.global().allocate(BUFFER_BYTES, 8);
    private final MemorySegment path = Arena.global().allocate(64);
    private final byte[] entries = new byte[BUFFER_BYTES];
    private final byte[] stat = new byte[512];

    /** O_DIRECTORY is one of the few flags that differ between architectures (open(2)). */
    static long directoryFlag() {
        return Architecture.CURRENT == Architecture.AARCH64 ? 0x4000 : 0x10000;
    }

    /** @see Kernel#listProcesses */
    boolean listProcesses(ProcessTable into, int self) {
        into.clear();
        long directory = openDirectory("/proc");
        if (directory < 0) {
            return false;
        }
        try {
            return selfIn(directory) == self && listProcesses(directory, into);
        } finally {
            close(directory);
        }
    }

    private long openDirectory(String name) {
        NativeBytes.put(name, path, 0);
        return NativeLibrary.systemCall(SystemCall.OPENAT, LinuxKernel.AT_FDCWD, path.address(), O_DIRECTORY_CLOEXEC, 0,
                0);
    }

    private static void close(long descriptor) {
        NativeLibrary.systemCall(SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
    }

    /** What /proc says this process's ID is: another number, or none, where /proc is that of another namespace. */
    private int selfIn(long directory) {
        NativeBytes.put("self", path, 0);
        int length = readLink(directory, stat);
        return length <= 0 ? -1 : number(stat, 0, length);
    }

    private int readLink(long directory, byte[] into) {
        long length = NativeLibrary.systemCall(SystemCall.READLINKAT, directory, path.address(), buffer.address(),
                into.length, 0);
        if (length > 0) {
            NativeBytes.copy(buffer, into, 0, (int) length);
        }
        return (int) length;
    }

    private boolean listProcesses(long directory, ProcessTable into) {
        int bytes = readDirectory(directory);
        while (bytes > 0) {
            for (int entry = 0; entry < bytes; entry += recordLength(entry)) {
                int processId = number(entries, entry + D_NAME, bytes);
                if (processId > 0) {
                    addProcess(directory, processId, into);
                }
            }
            bytes = readDirectory(directory);
        }
        return bytes == 0;
    }

    private int readDirectory(long directory) {
        long bytes = NativeLibrary.systemCall(SystemCall.GETDENTS64, directory, buffer.address(), BUFFER_BYTES, 0, 0);
        if (bytes > 0) {
            NativeBytes.copy(buffer, entries, 0, (int) bytes);
        }
        return (int) bytes;
    }

    private int recordLength(int entry) {
        return entries[entry + D_RECLEN] & 0xff | (entries[entry + D_RECLEN + 1] & 0xff) << 8;
    }

    private void addProcess(long directory, int processId, ProcessTable into) {
        int length = readStat(directory, processId);
        if (length == 0) {
            return;
        }
        int end = endOfName(length);
        byte state = stat[end + 2];
        int parent = end + 4;
        int session = nextField(nextField(parent));
        into.add(processId, number(stat, parent, length), number(stat, session, length), state == 'Z' || state == 'X');
    }

    /** Reads PID (NAME) STATE PARENT GROUP SESSION ... (proc_pid_stat(5)); returns its length, 0 if it is gone. */
    private int readStat(long directory, int id) {
        NativeBytes.put("/stat", path, putNumber(id));
        return readFile(directory);
    }

    /** Reads the file at {@link #path} into {@link #stat}; returns its length, 0 if it is gone. */
    private int readFile(long directory) {
        long file = NativeLibrary.systemCall(SystemCall.OPENAT, directory, path.address(), O_RDONLY_CLOEXEC, 0, 0);
        if (file < 0) {
            return 0;
        }
        long length = NativeLibrary.systemCall(SystemCall.READ, file, buffer.address(), stat.length, 0, 0);
        close(file);
        if (length <= 0) {
            return 0;
        }
        NativeBytes.copy(buffer, stat, 0, (int) length);
        return (int) length;
    }

    /** Where the name ends in {@link #stat}: it may hold anything, also spaces and parentheses. */
    private int endOfName(int length) {
        int end = length - 1;
        while (end > 0 && stat[end] != ')') {
            end--;
        }
        return end;
    }

    /**
     * Finds a thread of this process by its name, if it sleeps.
     *
     * @param name at most 15 characters, as the kernel keeps it
     * @return its thread ID, 0 if there is none
     */
    int sleepingThread(String name) {
        long directory = openDirectory("/proc/self/task");
        if (directory < 0) {
            return 0;
        }
        int found = 0;
        int bytes = readDirectory(directory);
        for (int entry = 0; entry < bytes && found == 0; entry += recordLength(entry)) {
            int threadId = number(entries, entry + D_NAME, bytes);
            int length = threadId == 0 ? 0 : readStat(directory, threadId);
            if (length > 0 && isSleeping(name, endOfName(length))) {
                found = threadId;
            }
        }
        close(directory);
        return found;
    }

    private boolean isSleeping(String name, int endOfName) {
        int begin = endOfName - name.length();
        if (begin < 1 || stat[begin - 1] != '(' || stat[endOfName + 2] != 'S') {
            return false;
        }
        for (int index = 0; index < name.length(); index++) {
            if (stat[begin + index] != name.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private int nextField(int index) {
        int next = index;
        while (stat[next] != ' ') {
            next++;
        }
        return next + 1;
    }

    /** @see Kernel#processName */
    String processName(int processId) {
        NativeBytes.put("/proc/" + processId + "/comm", path, 0);
        int length = readFile(LinuxKernel.AT_FDCWD);
        return length <= 1 ? "?" : new String(stat, 0, length - 1, StandardCharsets.ISO_8859_1);
    }

    private int putNumber(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int index = digits - 1; index >= 0; index--) {
            path.set(ValueLayout.JAVA_BYTE, index, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return digits;
    }

    /** The decimal number that begins at an index, 0 if there is none. */
    private static int number(byte[] text, int from, int end) {
        int number = 0;
        for (int index = from; index < end && text[index] >= '0' && text[index] <= '9'; index++) {
            number = 10 * number + text[index] - '0';
        }
        return number;
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
                int descriptor = number(entries, entry + D_NAME, bytes);
                if (entries[entry + D_NAME] != '.' && descriptor != directory) {
                    path.set(ValueLayout.JAVA_BYTE, putNumber(descriptor), (byte) 0);
                    int length = readLink(directory, stat);
                    if (length > 0) {
                        visitor.visit(descriptor, new String(stat, 0, length, StandardCharsets.ISO_8859_1));
                    }
                }
            }
            bytes = readDirectory(directory);
        }
        close(directory);
        return true;
    }

    /** Is told of a descriptor and the file behind it. */
    interface DescriptorVisitor {
        void visit(int descriptor, String target);
    }
}

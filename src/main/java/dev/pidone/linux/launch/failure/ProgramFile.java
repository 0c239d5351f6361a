package dev.pidone.linux.launch.failure;

import dev.pidone.memory.Line;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the first bytes of a file tell of the program in it: whether it is a script or an ELF file, for which
 * architecture, and which other file the kernel needs for it (execve(2), elf(5)). Whatever stands there may be wrong.
 */
final class ProgramFile {
    /** What a file begins with. */
    enum Kind {
        UNREADABLE,
        EMPTY,
        SCRIPT,
        ELF,
        WINDOWS,
        MACOS,
        OTHER
    }

    private static final int PATH_MAX = 4096;
    private static final int HEAD_BYTES = 256;
    /** Highest byte first, each. */
    private static final long ELF_MAGIC = 0x7f454c46L;
    private static final long MACHO_64 = 0xcffaedfeL;
    private static final long MACHO_UNIVERSAL = 0xcafebabeL;

    private static final int EI_CLASS = 4;
    private static final int ELFCLASS64 = 2;
    private static final int EI_DATA = 5;
    private static final int ELFDATA2MSB = 2;
    private static final int E_TYPE = 16;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int E_MACHINE = 18;
    private static final int PT_INTERP = 3;
    private static final int MOST_PROGRAM_HEADERS = 64;

    private final MemorySegment head = Arena.global().allocate(HEAD_BYTES, Long.BYTES);
    private final MemorySegment programHeader = Arena.global().allocate(HEAD_BYTES, Long.BYTES);
    private final MemorySegment interpreter = Arena.global().allocate(PATH_MAX);
    private final long descriptor;
    private final Kind kind;

    /** Reads a file if it is a regular one: others may do something when they are opened. */
    ProgramFile(FileStatus files, long path) {
        descriptor = files.exists(path) && files.isRegular() ? files.open(path) : -1;
        int length = descriptor < 0 ? -1 : read(head, HEAD_BYTES, 0);
        kind = length < 0 ? Kind.UNREADABLE : kind(length);
        if (kind == Kind.SCRIPT) {
            findInterpreter();
        } else if (kind == Kind.ELF) {
            findLoader();
        }
        if (descriptor >= 0) {
            FileStatus.close(descriptor);
        }
    }

    private int read(MemorySegment into, long bytes, long offset) {
        return (int) SystemCall.PREAD64.call(descriptor, into.address(), bytes, offset);
    }

    private Kind kind(int length) {
        if (length == 0) {
            return Kind.EMPTY;
        }
        if (byteAt(0) == '#' && byteAt(1) == '!') {
            return Kind.SCRIPT;
        }
        if (byteAt(0) == 'M' && byteAt(1) == 'Z') {
            return Kind.WINDOWS;
        }
        long magic = number(head, 0, Integer.BYTES, true);
        if (magic == MACHO_64 || magic == MACHO_UNIVERSAL) {
            return Kind.MACOS;
        }
        return magic == ELF_MAGIC ? Kind.ELF : Kind.OTHER;
    }

    /** A byte of the file's head, 0 behind its end. */
    private int byteAt(int index) {
        return index < HEAD_BYTES ? Byte.toUnsignedInt(head.get(ValueLayout.JAVA_BYTE, index)) : 0;
    }

    /** Behind {@code #!} and blanks, up to the next blank or the line's end (execve(2), "Interpreter scripts"). */
    private void findInterpreter() {
        int from = 2;
        while (byteAt(from) == ' ' || byteAt(from) == '\t') {
            from++;
        }
        int index = from;
        while (byteAt(index) != ' ' && byteAt(index) != '\t' && byteAt(index) != '\n' && byteAt(index) != 0) {
            interpreter.set(ValueLayout.JAVA_BYTE, index - from, (byte) byteAt(index));
            index++;
        }
    }

    /** The string that the program header {@code PT_INTERP} leads to. */
    private void findLoader() {
        long headers = is64Bit() ? number(32, Long.BYTES) : number(28, Integer.BYTES);
        long size = Math.min(HEAD_BYTES, number(is64Bit() ? 54 : 42, Short.BYTES));
        long count = Math.min(MOST_PROGRAM_HEADERS, number(is64Bit() ? 56 : 44, Short.BYTES));
        for (long index = 0; index < count && read(programHeader, size, headers + index * size) > 0; index++) {
            if (number(programHeader, 0, Integer.BYTES, isBigEndian()) == PT_INTERP) {
                read(interpreter, PATH_MAX - 1L,
                        is64Bit()
                                ? number(programHeader, 8, Long.BYTES, isBigEndian())
                                : number(programHeader, 4, Integer.BYTES, isBigEndian()));
                return;
            }
        }
    }

    private boolean is64Bit() {
        return byteAt(EI_CLASS) == ELFCLASS64;
    }

    private boolean isBigEndian() {
        return byteAt(EI_DATA) == ELFDATA2MSB;
    }

    private long number(int offset, int bytes) {
        return number(head, offset, bytes, isBigEndian());
    }

    private static long number(MemorySegment from, int offset, int bytes, boolean bigEndian) {
        long number = 0;
        for (int index = 0; index < bytes; index++) {
            int at = offset + (bigEndian ? index : bytes - 1 - index);
            number = number << Byte.SIZE | Byte.toUnsignedLong(from.get(ValueLayout.JAVA_BYTE, at));
        }
        return number;
    }

    Kind kind() {
        return kind;
    }

    /** The path of a script's interpreter, or of an ELF file's loader; empty if it has none. */
    long interpreter() {
        return interpreter.address();
    }

    boolean hasInterpreter() {
        return interpreter.get(ValueLayout.JAVA_BYTE, 0) != 0;
    }

    /** Whether an ELF file is a program at all, no object file, kernel module or core. */
    boolean isExecutable() {
        long type = number(E_TYPE, Short.BYTES);
        return type == ET_EXEC || type == ET_DYN;
    }

    /** Whether an ELF file is for the architecture that this runs on. */
    boolean isForThisMachine() {
        return byteAt(EI_CLASS) == NativeLibrary.machine(Machine.ELF_CLASS)
                && byteAt(EI_DATA) == NativeLibrary.machine(Machine.ELF_DATA)
                && number(E_MACHINE, Short.BYTES) == NativeLibrary.machine(Machine.ELF_NUMBER);
    }

    /**
     * Adds the name of the architecture that an ELF file is for, as {@code uname -m} has it ({@code linux/elf-em.h}).
     */
    void addArchitecture(Line to) {
        int machine = (int) number(E_MACHINE, Short.BYTES);
        String name = switch (machine) {
            case 3 -> "i386";
            case 8 -> "mips";
            case 20 -> "ppc";
            case 21 -> isBigEndian() ? "ppc64" : "ppc64le";
            case 22 -> "s390x";
            case 40 -> "arm";
            case 62 -> is64Bit() ? "x86_64" : "x32";
            case 183 -> isBigEndian() ? "aarch64_be" : "aarch64";
            case 243 -> is64Bit() ? "riscv64" : "riscv32";
            case 258 -> "loongarch64";
            default -> null;
        };
        if (name == null) {
            to.text("machine ").number(machine);
        } else {
            to.text(name);
        }
    }
}

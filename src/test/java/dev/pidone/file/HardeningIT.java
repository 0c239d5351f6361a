package dev.pidone.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pidone.support.Architecture;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the file lies in memory, and what may be done to it there. */
class HardeningIT {
    private static final int PAGE = 4096;
    private static final long NOT_ALLOWED = -1;

    private static ElfFile file(Architecture architecture) throws IOException {
        if (!Files.exists(architecture.program())) {
            Tools.cannotTest(architecture.program() + " was not built");
        }
        return ElfFile.read(architecture.program());
    }

    @ParameterizedTest
    @EnumSource
    void theFileMayLieAnywhereAndNothingIsRelocated(Architecture architecture) throws IOException {
        ElfFile file = file(architecture);
        assertEquals(ElfFile.ET_DYN, file.type());
        assertEquals(List.of(), file.segments(ElfFile.PT_DYNAMIC));
        assertEquals(List.of(), file.segments(ElfFile.PT_INTERP));
    }

    @ParameterizedTest
    @EnumSource
    void constantsCodeAndVariablesHaveSegmentsThatAllowNothingElse(Architecture architecture) throws IOException {
        ElfFile file = file(architecture);
        List<ElfFile.Segment> loaded = file.segments(ElfFile.PT_LOAD);
        assertEquals(List.of("r--", "r-x", "rw-"), loaded.stream().map(ElfFile.Segment::flags).toList());
        assertEquals(List.of("rw-"), file.segments(ElfFile.PT_GNU_STACK).stream().map(ElfFile.Segment::flags).toList());
        for (ElfFile.Section section : file.sections()) {
            String flags = switch (section.name()) {
                case ".text" -> "r-x";
                case ".bss" -> "rw-";
                default -> "r--";
            };
            assertTrue(section.isIn(segment(loaded, flags)), section.toString());
            assertEquals(flags.contains("w"), section.isWritten(), section.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void codeSharesNoPageOfTheFileWithConstantsAndVariablesNeedNone(Architecture architecture) throws IOException {
        List<ElfFile.Segment> loaded = file(architecture).segments(ElfFile.PT_LOAD);
        ElfFile.Segment constants = segment(loaded, "r--");
        ElfFile.Segment code = segment(loaded, "r-x");
        long lastPage = (constants.offset() + constants.bytesInFile() - 1) / PAGE;
        assertTrue(lastPage < code.offset() / PAGE, loaded.toString());
        assertEquals(0, segment(loaded, "rw-").bytesInFile());
    }

    @ParameterizedTest
    @EnumSource
    void theKernelIsToldWhereJumpsMayLandIfItChecksThat(Architecture architecture) throws IOException {
        boolean isChecked = architecture == Architecture.AARCH64;
        long bytes = file(architecture).segments(ElfFile.PT_GNU_PROPERTY).getFirst().bytesInFile();
        assertEquals(isChecked, bytes > 0);
    }

    private static ElfFile.Segment segment(List<ElfFile.Segment> segments, String flags) {
        return segments.stream().filter(segment -> segment.flags().equals(flags)).findAny().orElseThrow();
    }

    /** A line of /proc/PID/maps (proc_pid_maps(5)). */
    private record Mapping(long begin, String permissions, String name) {
        static Mapping of(String line) {
            String[] words = line.split(" +");
            return new Mapping(Long.parseUnsignedLong(words[0].replaceFirst("-.*", ""), 16), words[1],
                    words.length > 5 ? words[5] : "");
        }
    }

    /** What a pidone that runs is asked. */
    private interface Question {
        void ask(long process, List<Mapping> mappings) throws IOException;
    }

    private static void askRunningPidone(Question question) throws IOException, InterruptedException {
        Process pidone = Starter.program(Product.PIDONE.toString(), "--", "sh", "-c", "echo runs; exec sleep 1000")
                .start();
        try {
            assertEquals('r', pidone.getInputStream().read());
            question.ask(pidone.pid(), mappings(pidone.pid()));
        } finally {
            pidone.destroy();
            Await.end(pidone, () -> "pidone does not end");
        }
    }

    private static List<Mapping> mappings(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process), "maps")).stream().map(Mapping::of).toList();
    }

    private static long begin(List<Mapping> mappings, String permissions) {
        return mappings.stream().filter(mapping -> mapping.name().equals(Product.PIDONE.toString()))
                .filter(mapping -> mapping.permissions().equals(permissions)).findAny().orElseThrow().begin();
    }

    @Test
    void nothingCanBeBothWrittenAndExecuted() throws IOException, InterruptedException {
        askRunningPidone((process, mappings) -> {
            Set<String> permissions = mappings.stream().map(Mapping::permissions).collect(Collectors.toSet());
            assertEquals(Set.of(),
                    permissions.stream().filter(text -> text.contains("wx")).collect(Collectors.toSet()));
            assertEquals(List.of("r--p", "r-xp"),
                    mappings.stream().filter(mapping -> mapping.name().equals(Product.PIDONE.toString()))
                            .map(Mapping::permissions).toList());
        });
    }

    @Test
    void itLiesElsewhereInEachRun() throws IOException, InterruptedException {
        assumeTrue(!Files.readString(Path.of("/proc/sys/kernel/randomize_va_space")).startsWith("0"));
        Set<Long> begins = new HashSet<>();
        int runs = 8;
        for (int run = 0; run < runs; run++) {
            askRunningPidone((process, mappings) -> begins.add(begin(mappings, "r-xp")));
        }
        // Some 28 bits are random: two of eight are the same once in ten million times.
        assertEquals(runs, begins.size());
    }

    /** process_vm_writev(2) asks for the permission that the process itself would need, unlike /proc/PID/mem. */
    @Test
    void constantsAndCodeCannotBeWrittenTo() throws IOException, InterruptedException {
        askRunningPidone((process, mappings) -> {
            long code = begin(mappings, "r-xp");
            long constants = begin(mappings, "r--p");
            long stack = mappings.stream().filter(mapping -> mapping.name().equals("[stack]")).findAny().orElseThrow()
                    .begin();
            assertEquals(NOT_ALLOWED, writeBack(process, constants));
            assertEquals(NOT_ALLOWED, writeBack(process, code));
            assertEquals(Long.BYTES, writeBack(process, stack));
        });
    }

    /** Writes what is there already; returns how many bytes, or -1. */
    private static long writeBack(long process, long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Long.BYTES);
            MemorySegment local = vector(arena, bytes.address());
            MemorySegment remote = vector(arena, address);
            assertEquals(Long.BYTES, transfer("process_vm_readv", process, local, remote));
            return transfer("process_vm_writev", process, local, remote);
        }
    }

    /** A struct iovec (readv(2)). */
    private static MemorySegment vector(Arena arena, long address) {
        MemorySegment vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
        vector.set(ValueLayout.JAVA_LONG, 0, address);
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, Long.BYTES);
        return vector;
    }

    @SuppressWarnings("restricted")
    private static long transfer(String function, long process, MemorySegment local, MemorySegment remote) {
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(function),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG));
        try {
            return (long) handle.invokeExact((int) process, local, 1L, remote, 1L, 0L);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts processes and waits for them by posix_spawn(3) and wait4(2): ProcessBuilder would put a helper program in
 * between, and tell of the end through another thread.
 */
final class Processes {
    /** What every process is given; nothing of the benchmark's own environment, which might hold JVM options. */
    private static final List<String> ENVIRONMENT = List
            .of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/bin");
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;
    private static final long MICROSECONDS_PER_SECOND = 1_000_000;
    private static final int O_WRONLY_CREAT_APPEND = 1 | 0x40 | 0x400;
    /** More than posix_spawn_file_actions_t and struct rusage take. */
    private static final long STRUCT_BYTES = 512;
    /** Where ru_minflt is in struct rusage, in longs: behind two times and four sizes (getrusage(2)). */
    private static final long MINOR_FAULTS = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SPAWN = function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
            ADDRESS);
    private static final MethodHandle ACTIONS_INIT = function("posix_spawn_file_actions_init", ADDRESS);
    private static final MethodHandle ACTIONS_OPEN = function("posix_spawn_file_actions_addopen", ADDRESS, INT, ADDRESS,
            INT, INT);
    private static final MethodHandle WAIT4 = function("wait4", INT, ADDRESS, INT, ADDRESS);
    private static final MethodHandle KILL = function("kill", INT, INT);

    private Processes() {
    }

    /**
     * How a process ended.
     *
     * @param status its exit status, 128+N if signal N ended it
     * @param end when that was noticed, in nanoseconds of CLOCK_MONOTONIC
     * @param cpu nanoseconds of CPU time that it and all that it has waited for took
     * @param faults how many page faults they had that needed no disk
     */
    record Ended(int status, long end, long cpu, long faults) {
    }

    private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... parameters) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(INT, parameters));
    }

    /** Starts a program with standard output and standard error appended to files; returns its process ID. */
    static int start(List<String> command, Path output, Path errors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(STRUCT_BYTES, 16);
            MemorySegment id = arena.allocate(INT);
            check((int) ACTIONS_INIT.invokeExact(actions));
            check((int) ACTIONS_OPEN.invokeExact(actions, 0, arena.allocateFrom("/dev/null"), 0, 0));
            check((int) ACTIONS_OPEN.invokeExact(actions, 1, arena.allocateFrom(output.toString()),
                    O_WRONLY_CREAT_APPEND, 0600));
            check((int) ACTIONS_OPEN.invokeExact(actions, 2, arena.allocateFrom(errors.toString()),
                    O_WRONLY_CREAT_APPEND, 0600));
            check((int) SPAWN.invokeExact(id, arena.allocateFrom(command.getFirst()), actions, MemorySegment.NULL,
                    strings(arena, command), strings(arena, ENVIRONMENT)));
            return id.get(INT, 0);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("cannot start " + command, e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static Ended await(int process) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(INT);
            MemorySegment usage = arena.allocate(STRUCT_BYTES, 16);
            int result = (int) WAIT4.invokeExact(process, status, 0, usage);
            long end = System.nanoTime();
            if (result != process) {
                throw new IllegalStateException("wait4 failed");
            }
            long cpu = time(usage, 0) + time(usage, 2);
            int word = status.get(INT, 0);
            int signal = word & 0x7f;
            long faults = usage.getAtIndex(ValueLayout.JAVA_LONG, MINOR_FAULTS);
            return new Ended(signal == 0 ? word >> 8 & 0xff : 128 + signal, end, cpu, faults);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a program to its end, which must be a success; returns what it wrote on standard output. */
    static byte[] run(List<String> command, Path scratch) {
        return run(command, scratch, null);
    }

    /** @param ended receives how it ended, if it is not null */
    static byte[] run(List<String> command, Path scratch, Ended[] ended) {
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        try {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
            Ended result = await(start(command, output, errors));
            if (result.status() != 0) {
                throw new IllegalStateException(
                        command + " ended with status " + result.status() + ": " + Files.readString(errors));
            }
            if (ended != null) {
                ended[0] = result;
            }
            return Files.readAllBytes(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills a process and waits for it. */
    static void end(int process) {
        try {
            int result = (int) KILL.invokeExact(process, 9);
            check(result);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        await(process);
    }

    /** The timespec at an index of what src/bench/c/stamp.c wrote, in nanoseconds. */
    static long stamp(byte[] output, int index) {
        MemorySegment longs = MemorySegment.ofArray(output);
        ValueLayout.OfLong layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
        return longs.get(layout, 16L * index) * NANOSECONDS_PER_SECOND + longs.get(layout, 16L * index + 8);
    }

    private static long time(MemorySegment usage, int index) {
        long seconds = usage.getAtIndex(ValueLayout.JAVA_LONG, index);
        return seconds * NANOSECONDS_PER_SECOND + usage.getAtIndex(ValueLayout.JAVA_LONG, index + 1L)
                * (NANOSECONDS_PER_SECOND / MICROSECONDS_PER_SECOND);
    }

    private static void check(int error) {
        if (error != 0) {
            throw new IllegalStateException("error " + error);
        }
    }

    private static MemorySegment strings(SegmentAllocator allocator, List<String> strings) {
        MemorySegment pointers = allocator.allocate(ADDRESS, strings.size() + 1L);
        for (int index = 0; index < strings.size(); index++) {
            pointers.setAtIndex(ADDRESS, index, allocator.allocateFrom(strings.get(index)));
        }
        return pointers;
    }
}

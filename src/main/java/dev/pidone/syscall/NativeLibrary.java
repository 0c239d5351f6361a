package dev.pidone.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.net.URL;

/**
 * The machine code (src/main/c), inside a JVM: a shared object that the JVM has loaded as an agent; here it is found
 * again. The static file has a class of the same name in its place (src/native/java): what makes the call itself is all
 * that differs.
 *
 * <p>
 * Every function is called through one shape, seven integers in and one out: each further shape would cost about 3 ms
 * at the start. Whatever makes native memory accessible stands in this class: the compiler calls those methods
 * restricted.
 */
@SuppressWarnings("restricted")
public final class NativeLibrary {
    /** Names the library's file where it is none beside the classes: {@code java -jar pidone.jar} sets it. */
    public static final String FILE_PROPERTY = "pidone.library";

    /** All memory: offsets are addresses. What is there is for the caller to know. */
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * By the logarithm of their size: blocks that were given back, each of which begins with the address of the next.
     */
    private static final long[] RELEASED = new long[Long.SIZE];

    private NativeLibrary() {
    }

    /**
     * The library, beside this class.
     *
     * @throws IllegalStateException if there is none for this architecture
     */
    public static URL resource() {
        String architecture = System.getProperty("os.arch");
        URL resource = NativeLibrary.class.getResource("libpidone-" + architecture + ".so");
        if (resource == null) {
            throw new IllegalStateException("pidone has no machine code for " + architecture);
        }
        return resource;
    }

    /**
     * Allocates memory.
     *
     * @return its address, a multiple of 8; 0 if there is none
     */
    public static long allocate(long bytes) {
        int size = sizeClass(bytes);
        long block = RELEASED[size];
        if (block == 0) {
            return Arena.global().allocate(1L << size, Long.BYTES).address();
        }
        RELEASED[size] = MEMORY.get(ValueLayout.JAVA_LONG, block);
        return block;
    }

    /** Gives memory back: it serves the next who wants as much. Nothing is given to the kernel, nor made garbage. */
    public static void release(long address, long bytes) {
        int size = sizeClass(bytes);
        MEMORY.set(ValueLayout.JAVA_LONG, address, RELEASED[size]);
        RELEASED[size] = address;
    }

    /** Blocks have sizes that are powers of two. */
    private static int sizeClass(long bytes) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(Long.BYTES, bytes) - 1);
    }

    /** What the machine code shares with Java; see {@link SharedState}. */
    static long sharedState() {
        return Functions.SHARED_STATE;
    }

    /** The stack as the kernel laid it out: argc, argv, a null, the environment, a null (execve(2)). */
    public static long initialStack() {
        return Functions.invoke(Functions.INITIAL_STACK, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * A text that the build has made: its bytes end with a zero.
     *
     * @param number 0 for what {@code --help} prints, 1 for {@code --version}
     * @return its address
     */
    public static long text(int number) {
        return Functions.invoke(Functions.TEXT_ADDRESS, number, 0, 0, 0, 0, 0, 0);
    }

    /** One system call, by the ordinal of a {@link SystemCall}: the result, or the negated errno. */
    static long systemCall(long ordinal, long a1, long a2, long a3, long a4, long a5, long a6) {
        return Functions.invoke(Functions.SYSTEM_CALL, ordinal, a1, a2, a3, a4, a5, a6);
    }

    /** What differs between architectures: a constant of {@link Machine}. */
    public static long machine(int fact) {
        return Functions.invoke(Functions.MACHINE, fact, 0, 0, 0, 0, 0, 0);
    }

    /** Starts a command in a new child; see linux.launch.CommandStarter. */
    public static long spawnCommand(long launch) {
        return Functions.invoke(Functions.SPAWN_COMMAND, launch, 0, 0, 0, 0, 0, 0);
    }

    /** Becomes a command; see linux.launch.CommandStarter. Returns only if that fails. */
    public static void becomeCommand(long launch) {
        Functions.invoke(Functions.BECOME_COMMAND, launch, 0, 0, 0, 0, 0, 0);
    }

    /** Waits for signals and takes them; see linux.EventQueue. */
    public static long takeSignals(long nanoseconds, long notes) {
        return Functions.invoke(Functions.TAKE_SIGNALS, Functions.SHARED_STATE, nanoseconds, notes, 0, 0, 0, 0);
    }

    /** Collects children that have changed their state; see linux.ChildQueue. */
    public static long reapChildren(long notes, long count) {
        return Functions.invoke(Functions.REAP_CHILDREN, notes, count, 0, 0, 0, 0, 0);
    }

    /** Reads a file that may never answer; see linux.proc.ProcFs. */
    public static long readInTime(long path, long into, long size, long offset, long nanoseconds) {
        return Functions.invoke(Functions.READ_IN_TIME, path, into, size, offset, nanoseconds, 0, 0);
    }

    /** Has the relay write to an eventfd when it has caught a signal. */
    public static void wakeUpThrough(int descriptor) {
        Functions.invoke(Functions.WAKE_UP_THROUGH, descriptor, 0, 0, 0, 0, 0, 0);
    }

    /** Takes the signals away that the relay has caught; see linux.SignalRelay. */
    public static long takeRelayed() {
        return Functions.invoke(Functions.TAKE_RELAYED, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Has the relay send what it catches to a thread from now on. */
    public static void relayTo(long threadId) {
        Functions.invoke(Functions.RELAY_TO, threadId, 0, 0, 0, 0, 0, 0);
    }

    /** What {@code java -jar pidone.jar} needs of libc while there is no library yet. */
    public static final class Bootstrap {
        private Bootstrap() {
        }

        /**
         * Creates a file in memory that stays open across execve(2) (memfd_create(2)).
         *
         * @return its descriptor, negative on failure
         */
        public static long createMemoryFile(String name) {
            Linker linker = Linker.nativeLinker();
            MethodHandle create = linker.downcallHandle(linker.defaultLookup().findOrThrow("memfd_create"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            try {
                return (int) create.invokeExact(Arena.global().allocateFrom(name), 0);
            } catch (Throwable e) {
                throw new AssertionError("a native function throws nothing", e);
            }
        }
    }

    /** Apart, so that native memory can be looked at where the library is not. */
    private static final class Functions {
        private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(file(), Arena.global());
        private static final long SHARED_STATE = SYMBOLS.findOrThrow("supervision").address();
        private static final MemorySegment INITIAL_STACK = SYMBOLS.findOrThrow("initial_stack");
        private static final MemorySegment SYSTEM_CALL = SYMBOLS.findOrThrow("system_call");
        private static final MemorySegment MACHINE = SYMBOLS.findOrThrow("machine");
        private static final MemorySegment SPAWN_COMMAND = SYMBOLS.findOrThrow("spawn_command");
        private static final MemorySegment BECOME_COMMAND = SYMBOLS.findOrThrow("become_command");
        private static final MemorySegment TAKE_SIGNALS = SYMBOLS.findOrThrow("take_signals");
        private static final MemorySegment REAP_CHILDREN = SYMBOLS.findOrThrow("reap_children");
        private static final MemorySegment READ_IN_TIME = SYMBOLS.findOrThrow("read_in_time");
        private static final MemorySegment TEXT_ADDRESS = SYMBOLS.findOrThrow("text_address");
        private static final MemorySegment WAKE_UP_THROUGH = SYMBOLS.findOrThrow("wake_up_through");
        private static final MemorySegment TAKE_RELAYED = SYMBOLS.findOrThrow("take_relayed");
        private static final MemorySegment RELAY_TO = SYMBOLS.findOrThrow("relay_to");
        private static final MethodHandle INVOKER = Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

        private Functions() {
        }

        private static String file() {
            String file = System.getProperty(FILE_PROPERTY);
            // A URL's own path has "%20" for a space.
            return file == null ? URI.create(resource().toString()).getPath() : file;
        }

        static long invoke(MemorySegment function, long a1, long a2, long a3, long a4, long a5, long a6, long a7) {
            try {
                return (long) INVOKER.invokeExact(function, a1, a2, a3, a4, a5, a6, a7);
            } catch (Throwable e) {
                throw new AssertionError("a native function throws nothing", e);
            }
        }
    }
}

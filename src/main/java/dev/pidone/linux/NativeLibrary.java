package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code libpidone.so}, the machine code that runs inside this JVM (src/main/asm). The JVM has loaded it as an agent;
 * here it is found again.
 *
 * <p>
 * Every function is called through one shape, seven integers in and one out: each further shape would cost about 3 ms
 * at the start. Whatever makes native memory accessible stands in this class: the compiler calls those methods
 * restricted.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** Names the library's file where it is not the one beside the JVM: {@code java -jar pidone.jar} sets it. */
    static final String FILE_PROPERTY = "pidone.library";

    /** All memory: offsets are addresses. What is there is for the caller to know. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeLibrary() {
    }

    private static String file() {
        String file = System.getProperty(FILE_PROPERTY);
        return file == null ? System.getProperty("java.home") + "/lib/libpidone.so" : file;
    }

    /** The stack as the kernel laid it out: argc, argv, a null, the environment, a null (ld.so exports its address). */
    static MemorySegment initialStack() {
        MemorySegment variable = Library.SYMBOLS.findOrThrow("__libc_stack_end").reinterpret(ValueLayout.ADDRESS.byteSize());
        return memoryAt(variable.get(ValueLayout.JAVA_LONG, 0));
    }

    /** Memory that begins at an address. Where it ends is for the caller to know. */
    static MemorySegment memoryAt(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE);
    }

    /**
     * What the signal relay shares with the supervisor.
     *
     * @see SignalRelay
     */
    static MemorySegment relayState() {
        return Library.SYMBOLS.findOrThrow("relay_state").reinterpret(4 * Long.BYTES);
    }

    /** One system call: the result, or the negated errno (syscall(2)). */
    static long systemCall(SystemCall call, long a1, long a2, long a3, long a4, long a5) {
        return Functions.invoke(Functions.SYSTEM_CALL, call.number, a1, a2, a3, a4, a5, 0);
    }

    /** Runs rows of a script in this thread; see {@link Script}. */
    static void runScript(MemorySegment firstRow, long bytes) {
        long first = firstRow.address();
        Functions.invoke(Functions.RUN_SCRIPT, first, first + bytes, 0, 0, 0, 0, 0);
    }

    /**
     * Runs rows of a script in a new child (clone(2)), which starts with all signals blocked.
     *
     * @return the child's process ID, or the negated errno
     */
    static long spawn(long cloneFlags, MemorySegment firstRow, long bytes, MemorySegment stack) {
        long first = firstRow.address();
        return Functions.invoke(Functions.SPAWN, cloneFlags, first, first + bytes, stack.address() + stack.byteSize(),
                0, 0, 0);
    }

    /**
     * Waits until one of three descriptors is ready, the first of which is a signalfd; takes signals from it and
     * forwards those at the front that have a route (ppoll(2), read(2), kill(2)).
     *
     * @param descriptors three {@code struct pollfd}
     * @param limit the address of a {@code struct timespec}, 0 for none
     * @param notes receives a note for each signal
     * @param processId pidone's own
     * @return the first note and more, see {@link EventQueue}
     */
    static long takeSignals(MemorySegment descriptors, long limit, MemorySegment notes, SignalRoutes routes,
            int processId) {
        return Functions.invoke(Functions.TAKE_SIGNALS, descriptors.address(), limit, notes.address(), routes.address(),
                processId, 0, 0);
    }

    /**
     * Collects children that have changed their state (wait4(2) with WNOHANG).
     *
     * @param notes receives a note for each child
     * @return the first note and more, see {@link ChildQueue}
     */
    static long reapChildren(MemorySegment notes) {
        long first = notes.address();
        return Functions.invoke(Functions.REAP_CHILDREN, first, first + notes.byteSize(), 0, 0, 0, 0, 0);
    }

    /** Links the functions before they are needed; another thread may do so while this one parses the command line. */
    static void link() {
        Functions.prepare();
    }

    /** What {@code java -jar pidone.jar} needs of libc while there is no library yet. */
    static final class Bootstrap {
        private Bootstrap() {
        }

        /**
         * Creates a file in memory that stays open across execve(2) (memfd_create(2)).
         *
         * @return its descriptor, negative on failure
         */
        static long createMemoryFile(String name) {
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
    private static final class Library {
        private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(file(), Arena.global());

        private Library() {
        }
    }

    /** Apart from the look-ups, since linking takes most of the time of a start. */
    private static final class Functions {
        private static final MemorySegment SYSTEM_CALL = Library.SYMBOLS.findOrThrow("system_call");
        private static final MemorySegment RUN_SCRIPT = Library.SYMBOLS.findOrThrow("run_script");
        private static final MemorySegment SPAWN = Library.SYMBOLS.findOrThrow("spawn");
        private static final MemorySegment TAKE_SIGNALS = Library.SYMBOLS.findOrThrow("take_signals");
        private static final MemorySegment REAP_CHILDREN = Library.SYMBOLS.findOrThrow("reap_children");
        private static final MethodHandle INVOKER = Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

        private Functions() {
        }

        static void prepare() {
            invoke(SYSTEM_CALL, SystemCall.GETPID.number, 0, 0, 0, 0, 0, 0);
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

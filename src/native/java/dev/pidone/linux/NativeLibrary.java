package dev.pidone.linux;

import java.lang.foreign.MemorySegment;
import org.teavm.interop.Import;

/**
 * The machine code (src/main/c) inside the static file, where a call of it is a call. It stands in the place of the
 * class of the same name that a JVM needs (src/main/java): what makes the call itself is all that differs.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** What this runs on: the same C is compiled for each architecture, so only C can tell. */
    static final Architecture ARCHITECTURE = isX8664() ? Architecture.X86_64 : Architecture.AARCH64;

    /** All memory: offsets are addresses. What is there is for the caller to know. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeLibrary() {
    }

    @Import(name = "pidone_is_x86_64")
    private static native boolean isX8664();

    @Import(name = "pidone_map")
    static native long allocate(long bytes);

    @Import(name = "pidone_unmap")
    static native void release(long address, long bytes);

    @Import(name = "supervision_address")
    static native long sharedState();

    @Import(name = "initial_stack")
    static native long initialStack();

    static long text(int number) {
        return textAddress(number);
    }

    @Import(name = "text_address")
    private static native long textAddress(long number);

    static long systemCall(SystemCall call, long a1, long a2, long a3, long a4, long a5) {
        return systemCall(call.number(), a1, a2, a3, a4, a5, 0);
    }

    static long systemCall(SystemCall call, long a1, long a2, long a3, long a4, long a5, long a6) {
        return systemCall(call.number(), a1, a2, a3, a4, a5, a6);
    }

    @Import(name = "system_call")
    private static native long systemCall(long number, long a1, long a2, long a3, long a4, long a5, long a6);

    @Import(name = "spawn_command")
    static native long spawnCommand(long launch);

    @Import(name = "become_command")
    static native void becomeCommand(long launch);

    static long takeSignals(long nanoseconds, long notes) {
        return takeSignals(sharedState(), nanoseconds, notes);
    }

    @Import(name = "take_signals")
    private static native long takeSignals(long supervision, long nanoseconds, long notes);

    @Import(name = "reap_children")
    static native long reapChildren(long notes, long count);

    // The relay of signals is for a JVM: here none is ever caught that way.

    static void wakeUpThrough(int descriptor) {
    }

    static long takeRelayed() {
        return 0;
    }

    static void relayTo(long threadId) {
    }
}

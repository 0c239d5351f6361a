package dev.pidone.syscall;

import java.lang.foreign.MemorySegment;
import org.teavm.interop.Import;

/**
 * The machine code (src/main/c) inside the static file, where a call of it is a call. It stands in the place of the
 * class of the same name that a JVM needs (src/main/java): what makes the call itself is all that differs.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** All memory: offsets are addresses. What is there is for the caller to know. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeLibrary() {
    }

    static long allocate(long bytes) {
        return Functions.map(bytes);
    }

    static void release(long address, long bytes) {
        Functions.unmap(address, bytes);
    }

    static long sharedState() {
        return Functions.supervision();
    }

    static long initialStack() {
        return Functions.initialStack();
    }

    static long text(int number) {
        return Functions.text(number);
    }

    static long systemCall(long ordinal, long a1, long a2, long a3, long a4, long a5, long a6) {
        return Functions.systemCall(ordinal, a1, a2, a3, a4, a5, a6);
    }

    static long machine(int fact) {
        return Functions.machine(fact);
    }

    static long spawnCommand(long launch) {
        return Functions.spawnCommand(launch);
    }

    static void becomeCommand(long launch) {
        Functions.becomeCommand(launch);
    }

    static long takeSignals(long nanoseconds, long notes) {
        return Functions.takeSignals(Functions.supervision(), nanoseconds, notes);
    }

    static long reapChildren(long notes, long count) {
        return Functions.reapChildren(notes, count);
    }

    public static long readInTime(long path, long into, long size, long offset, long nanoseconds) {
        return Functions.readInTime(path, into, size, offset, nanoseconds);
    }

    // The relay of signals is for a JVM: here none is ever caught that way.

    static void wakeUpThrough(int descriptor) {
    }

    static long takeRelayed() {
        return 0;
    }

    static void relayTo(long threadId) {
    }

    /**
     * The functions of src/main/c and src/native/c. Apart: the translation takes a class whose native function is
     * called for initialized.
     */
    private static final class Functions {
        private Functions() {
        }

        @Import(name = "pidone_map")
        static native long map(long bytes);

        @Import(name = "pidone_unmap")
        static native void unmap(long address, long bytes);

        @Import(name = "supervision_address")
        static native long supervision();

        @Import(name = "initial_stack")
        static native long initialStack();

        @Import(name = "text_address")
        static native long text(long number);

        @Import(name = "system_call")
        static native long systemCall(long ordinal, long a1, long a2, long a3, long a4, long a5, long a6);

        @Import(name = "machine")
        static native long machine(long fact);

        @Import(name = "spawn_command")
        static native long spawnCommand(long launch);

        @Import(name = "become_command")
        static native void becomeCommand(long launch);

        @Import(name = "take_signals")
        static native long takeSignals(long supervision, long nanoseconds, long notes);

        @Import(name = "reap_children")
        static native long reapChildren(long notes, long count);

        @Import(name = "read_in_time")
        static native long readInTime(long path, long into, long size, long offset, long nanoseconds);
    }
}

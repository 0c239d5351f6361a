package dev.pidone.foreign;

import org.teavm.interop.Import;
import org.teavm.interop.StaticInit;

/** {@code java.lang.foreign.Arena} for the file: only the global one, whose memory is never freed. */
@StaticInit
public final class Arena {
    private static final Arena GLOBAL = new Arena();

    private Arena() {
    }

    public static Arena global() {
        return GLOBAL;
    }

    public MemorySegment allocate(long bytes, long alignment) {
        return MemorySegment.ofAddress(allocateNative(bytes, alignment)).reinterpret(bytes);
    }

    public MemorySegment allocate(long bytes) {
        // Of one byte by the contract of the JDK's. What costs nothing here saves whoever passes it to the kernel.
        return allocate(bytes, Long.BYTES);
    }

    public MemorySegment allocate(MemoryLayout layout) {
        return allocate(layout.byteSize(), layout.byteAlignment());
    }

    public MemorySegment allocate(MemoryLayout element, long count) {
        return allocate(element.byteSize() * count, element.byteAlignment());
    }

    /** Zeroed memory (src/native/c/teavm.c). */
    @Import(name = "pidone_allocate_native")
    private static native long allocateNative(long bytes, long alignment);
}

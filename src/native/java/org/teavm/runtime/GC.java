package org.teavm.runtime;

import org.teavm.interop.Export;
import org.teavm.interop.Import;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * In place of TeaVM's collector: nothing is ever collected. Objects are made while pidone starts, one behind the other
 * in a block of fixed size (src/native/c/teavm.c); its end is a fatal error. TeaVM's own class of this name cannot be
 * trusted under load, and its code would be a tenth of the file.
 */
@Unmanaged
@StaticInit
public final class GC {
    private GC() {
    }

    /** Takes zeroed memory from the block. */
    @Import(name = "pidone_allocate")
    static native RuntimeObject alloc(int size);

    /** Called wherever a reference is stored in an object; the macro in src/native/c/teavm.h does nothing. */
    public static native void writeBarrier(RuntimeObject object);

    // TeaVM asks for these by name.

    @Export(name = "teavm_gc_collect")
    public static void collectGarbage() {
    }

    @Export(name = "teavm_gc_collectFull")
    public static void collectGarbageFull() {
    }

    @Export(name = "teavm_gc_fixHeap")
    public static void fixHeap() {
    }

    @Export(name = "teavm_gc_tryShrink")
    public static void tryShrink() {
    }
}

package org.teavm.runtime;

import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * In place of TeaVM's green threads: there is one thread, and it runs main. What TeaVM asks for by name but never calls
 * in a program without threads is here without a content.
 */
@StaticInit
public class Fiber {
    private Fiber() {
    }

    /** Calls the main method; TeaVM puts the call here. */
    public static native void runMain(String[] arguments);

    static void startMain(String[] arguments) {
        runMain(arguments);
    }

    @Unmanaged
    public static Fiber current() {
        return null;
    }

    @Unmanaged
    public boolean isSuspending() {
        return false;
    }

    @Unmanaged
    public boolean isResuming() {
        return false;
    }
}

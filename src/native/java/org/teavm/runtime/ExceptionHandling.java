package org.teavm.runtime;

import org.teavm.interop.Address;
import org.teavm.interop.Export;
import org.teavm.interop.Import;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * In place of TeaVM's: exceptions have no stack trace, which would be allocated with each and hold nothing but numbers
 * of call sites. One that nobody catches is a fatal error.
 */
@StaticInit
public final class ExceptionHandling {
    private static Throwable thrownException;

    private ExceptionHandling() {
    }

    @Unmanaged
    @Import(name = "pidone_first_handler")
    private static native ExceptionHandler firstHandler(int callSite);

    @Unmanaged
    public static native void jumpToFrame(Address frame, int id);

    /** Ends Java (src/native/c/teavm.c). */
    @Unmanaged
    @Import(name = "pidone_uncaught")
    private static native void uncaught();

    @Export(name = "teavm_catchException")
    @Unmanaged
    public static Throwable catchException() {
        Throwable exception = thrownException;
        thrownException = null;
        return exception;
    }

    /** Continues at the innermost handler. The shadow stack has a frame for each method that is inside of a try. */
    @Unmanaged
    public static void throwException(Throwable exception) {
        thrownException = exception;
        RuntimeObject object = Address.ofObject(exception).toStructure();
        RuntimeClass type = RuntimeClass.getClass(object);
        Address frame = ShadowStack.getStackTop();
        while (frame != null) {
            ExceptionHandler handler = firstHandler(ShadowStack.getCallSiteId(frame));
            while (handler != null) {
                if (handler.exceptionClass == null
                        || handler.exceptionClass.isSupertypeOf.apply(handler.exceptionClass, type)) {
                    jumpToFrame(frame, handler.id);
                }
                handler = handler.next;
            }
            frame = ShadowStack.getNextStackFrame(frame);
        }
        uncaught();
    }

    @Unmanaged
    public static void throwClassCastException() {
        throwException(new ClassCastException());
    }

    @Unmanaged
    @Export(name = "teavm_throwNullPointerException")
    public static void throwNullPointerException() {
        throwException(new NullPointerException());
    }

    @Unmanaged
    @Export(name = "teavm_throwArrayIndexOutOfBoundsException")
    public static void throwArrayIndexOutOfBoundsException() {
        throwException(new ArrayIndexOutOfBoundsException());
    }

    @Unmanaged
    public static StackTraceElement[] fillStackTrace() {
        return null;
    }
}

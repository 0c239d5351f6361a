package dev.pidone.agent.application;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import sun.misc.Unsafe;

/** Starts processes as a library does that knows nothing of {@link Process}: by the JDK's machine code alone. */
final class NativeCode {
    /** ProcessImpl.LaunchMechanism. */
    private static final int POSIX_SPAWN = 2;

    private NativeCode() {
    }

    static void shell(String script) throws ReflectiveOperationException {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Class<?> type = Class.forName("java.lang.ProcessImpl");
        // Without a constructor, which would register the process.
        Object process = ((Unsafe) field.get(null)).allocateInstance(type);
        Method forkAndExec = type.getDeclaredMethod("forkAndExec", int.class, byte[].class, byte[].class, byte[].class,
                int.class, byte[].class, int.class, byte[].class, int[].class, boolean.class);
        forkAndExec.setAccessible(true);
        forkAndExec.invoke(process, POSIX_SPAWN, bytes(System.getProperty("java.home") + "/lib/jspawnhelper"),
                bytes("sh"), bytes("-c\0" + script), 2, null, 0, null, new int[]{0, 1, 2}, false);
    }

    private static byte[] bytes(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}

package dev.pidone.agent;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * {@code -javaagent:pidone.jar}: pidone inside the JVM of an application.
 *
 * <p>
 * The JVM puts an agent's jar behind the application's class path. This class and {@link OwnClassLoader} are all that
 * the application's class loader ever loads of it: the rest comes from that class loader of its own. This class is
 * compiled for Java 8: whoever sets JAVA_TOOL_OPTIONS for an image does not know what JVMs start there, and one that
 * cannot load it would abort. Whatever goes wrong, the application starts.
 */
public final class Agent {
    private static final int OLDEST_JAVA = 17;

    /** {@link Setup#start}. */
    private static Method setup;
    private static boolean hasComplained;

    private Agent() {
    }

    /** What the JVM calls before the application's main method, once for each time that the agent is given. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation, false);
    }

    /** What a JVM calls that already runs: {@code jcmd 1 JVMTI.agent_load /opt/pidone.jar}. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation, true);
    }

    private static synchronized void start(String options, Instrumentation instrumentation, boolean isRunning) {
        try {
            // "1.8" comes before 11.
            if (Double.parseDouble(System.getProperty("java.specification.version")) < OLDEST_JAVA) {
                complain("it needs Java 17 or later");
                return;
            }
            if (setup == null) {
                setup = load().getMethod("start", String.class, Instrumentation.class, boolean.class);
            }
            setup.invoke(null, options, instrumentation, isRunning);
        } catch (InvocationTargetException e) {
            complain(e.getCause().toString());
        } catch (SecurityException e) {
            complain("its jar needs java.security.AllPermission: " + e);
        } catch (Throwable e) {
            // Also because memory ran out.
            complain(e.toString());
        }
    }

    private static Class<?> load() throws Exception {
        File jar = new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // By name: it needs a newer Java than this class.
        Constructor<?> constructor = Class.forName("dev.pidone.agent.OwnClassLoader")
                .getDeclaredConstructor(File.class);
        return ((ClassLoader) constructor.newInstance(jar)).loadClass("dev.pidone.agent.Setup");
    }

    private static void complain(String reason) {
        if (hasComplained) {
            return;
        }
        hasComplained = true;
        String line = "pidone: agent: cannot start: " + reason + "\n";
        // Not System.err, which may be the application's. Closing the stream would close the application's descriptor.
        try {
            new FileOutputStream(FileDescriptor.err).write(line.getBytes(StandardCharsets.UTF_8));
        } catch (SecurityException e) {
            // As it is before the application starts.
            System.err.print(line);
        } catch (IOException e) {
            // There is no other place to say it.
        }
    }
}

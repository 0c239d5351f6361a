package dev.pidone.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.util.function.BiConsumer;

/**
 * {@code -javaagent:pidone.jar}: pidone inside the JVM of an application.
 *
 * <p>
 * The JVM puts an agent's jar behind the application's class path. This class and {@link OwnClassLoader} are all that
 * the application's class loader ever loads of it: the rest comes from that class loader of its own.
 */
public final class Agent {
    private static boolean started;

    private Agent() {
    }

    /** What the JVM calls before the application's main method. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** What a JVM calls that already runs: {@code jcmd 1 JVMTI.agent_load /opt/pidone.jar}. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    private static synchronized void start(String options, Instrumentation instrumentation) {
        if (started) {
            return;
        }
        started = true;
        try {
            setup(jar()).accept(options, instrumentation);
        } catch (IOException | ReflectiveOperationException | URISyntaxException | RuntimeException | LinkageError e) {
            // The application must not suffer. Not System.err: that may be the application's.
            Messages.write("agent: cannot start: " + e);
        }
    }

    private static File jar() throws URISyntaxException {
        return new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @SuppressWarnings("unchecked")
    private static BiConsumer<String, Instrumentation> setup(File jar)
            throws IOException, ReflectiveOperationException {
        return (BiConsumer<String, Instrumentation>) new OwnClassLoader(jar).loadClass("dev.pidone.agent.Setup")
                .getDeclaredConstructor().newInstance();
    }
}

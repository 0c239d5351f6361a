package dev.pidone.agent.application;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Starts an agent as the JVM does, and has it meet a problem at once. */
public final class BadStart {
    private BadStart() {
    }

    /** @param args the jar, its options, the classes of the problems */
    public static void main(String[] args) throws Exception {
        for (int i = 2; i < args.length; i++) {
            String problem = args[i];
            Object instrumentation = Proxy.newProxyInstance(BadStart.class.getClassLoader(),
                    new Class<?>[]{Instrumentation.class}, (proxy, method, arguments) -> {
                        throw (Throwable) Class.forName(problem).getDeclaredConstructor().newInstance();
                    });
            try (URLClassLoader loader = new URLClassLoader(new URL[]{Path.of(args[0]).toUri().toURL()})) {
                Class.forName("dev.pidone.agent.Agent", true, loader)
                        .getMethod("premain", String.class, Instrumentation.class)
                        .invoke(null, args[1], instrumentation);
            }
        }
        System.exit(3);
    }
}

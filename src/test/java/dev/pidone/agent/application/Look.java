package dev.pidone.agent.application;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An application that looks for traces of an agent: what it prints has to be the same with and without. */
public final class Look {
    /** Different from one start to the next. */
    private static final List<String> VARIABLE = List.of("java.io.tmpdir", "sun.nio.MaxDirectMemorySize");

    private Look() {
    }

    /** @param args are printed, too */
    public static void main(String[] args) throws Exception {
        Map<Object, Object> properties = new TreeMap<>(System.getProperties());
        properties.keySet().removeAll(VARIABLE);
        properties.forEach((name, value) -> System.out.println(name + " = " + value));
        System.out.println("arguments " + List.of(args));
        System.out.println("environment " + new TreeMap<>(System.getenv()));
        for (String resource : List.of("META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
                "META-INF/services/jakarta.servlet.ServletContainerInitializer", "logback.xml")) {
            System.out.println(resource + " " + Collections.list(Look.class.getClassLoader().getResources(resource)));
        }
        for (String type : List.of("org.slf4j.Logger", "ch.qos.logback.classic.Logger", "picocli.CommandLine")) {
            System.out.println(type + " " + isThere(type));
        }
        System.out.println("open " + Object.class.getModule().isOpen("java.lang", Look.class.getModule()));
        Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
        System.out.println("accessible " + method.trySetAccessible());
        Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.isDaemon()).map(Thread::getName).sorted()
                .forEach(name -> System.out.println("thread " + name));
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigBlk") || line.startsWith("SigIgn") || line.startsWith("SigCgt")) {
                System.out.println(line);
            }
        }
        System.err.println("standard error");
        System.exit(42);
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}

package dev.pidone.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;

/**
 * Members of the JDK that are nobody's business but, through {@link Instrumentation}, an agent's. The packages are
 * opened to the agent's own module alone.
 */
final class JdkInternals {
    private static final Module BASE = Object.class.getModule();

    private final Instrumentation instrumentation;
    private final Module agent;

    JdkInternals(Instrumentation instrumentation, Module agent) {
        this.instrumentation = instrumentation;
        this.agent = agent;
    }

    Method method(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        Method method = type(type).getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    Field field(String type, String name) throws ReflectiveOperationException {
        Field field = type(type).getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Initializes the class, too. */
    Class<?> type(String name) throws ClassNotFoundException {
        String packageName = name.substring(0, name.lastIndexOf('.'));
        if (!BASE.isOpen(packageName, agent)) {
            instrumentation.redefineModule(BASE, Set.of(), Map.of(), Map.of(packageName, Set.of(agent)), Set.of(),
                    Map.of());
        }
        return Class.forName(name, true, null);
    }
}

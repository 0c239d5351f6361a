package dev.pidone.support;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** For tests that read from processes and would block for ever where nothing comes: {@link Await} gives up for them. */
public final class AsLongAsProcessesWork implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        Await.done(invocation::proceed, () -> context.getDisplayName() + " does not end");
    }
}

package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The class that every JVM loads in which the agent is set. */
class AgentTest {
    private static final Path CLASSES = Path.of("target/agent");
    private static final int JAVA_8 = 52;

    @Test
    void aJvmOfJava8LoadsIt() throws IOException {
        ClassModel agent = ClassFile.of().parse(CLASSES.resolve("dev/pidone/agent/Agent.class"));
        assertEquals(JAVA_8, agent.majorVersion());
        Set<String> types = new TreeSet<>();
        for (PoolEntry entry : agent.constantPool()) {
            if (entry instanceof ClassEntry type) {
                types.add(type.asInternalName().replaceFirst("^\\[+L?|;$", ""));
            }
        }
        // No lambda, no concatenation by invokedynamic, nothing of the agent; javac has checked the methods (--release).
        types.removeIf(type -> type.matches("java/(lang|io|net)/[A-Za-z]+"));
        assertEquals(Set.of("dev/pidone/agent/Agent", "java/lang/instrument/Instrumentation",
                "java/lang/reflect/Constructor", "java/lang/reflect/InvocationTargetException",
                "java/lang/reflect/Method", "java/nio/charset/StandardCharsets", "java/security/CodeSource",
                "java/security/ProtectionDomain"), types);
    }
}

package dev.pidone.syscall;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Signal;
import dev.pidone.linux.launch.CommandStarter;
import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Java lays out of native memory is laid out as C does: a C compiler checks a list of static assertions. */
class LayoutTest {
    /** SIGSYS; of those behind it the kernel has no names. */
    private static final int LAST_STANDARD_SIGNAL = 31;

    @TempDir
    private Path folder;

    /**
     * Compares a layout with a C struct: its size, and where each named member is and how large. Members are named as
     * in C, after a prefix.
     */
    private void assertIsLaidOutAsInC(Architecture architecture, MemoryLayout layout, String header, String type,
            String prefix) throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder("#include <stddef.h>\n#include " + header + "\n");
        assertThat(source, "sizeof(" + type + ")", layout.byteSize());
        long offset = 0;
        for (MemoryLayout member : ((StructLayout) layout).memberLayouts()) {
            if (!(member instanceof PaddingLayout)) {
                String name = prefix + member.name().orElseThrow();
                assertThat(source, "offsetof(" + type + ", " + name + ")", offset);
                assertThat(source, "sizeof(((" + type + " *) 0)->" + name + ")", member.byteSize());
            }
            offset += member.byteSize();
        }
        compile(architecture, source.toString());
    }

    private void compile(Architecture architecture, String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("layout.c"), source);
        Tools.run(folder, List.of(MachineCode.compiler(architecture), "-std=gnu11", "-Werror", "-fsyntax-only",
                "-I" + MachineCode.FOLDER, file.toString()));
    }

    private static void assertThat(StringBuilder source, String expression, long value) {
        source.append("_Static_assert(" + expression + " == " + value + ", \"Java takes " + expression + " for " + value
                + "\");\n");
    }

    @ParameterizedTest
    @EnumSource
    void structsThatJavaAndMachineCodeShare(Architecture architecture) throws IOException, InterruptedException {
        assertIsLaidOutAsInC(architecture, SharedState.LAYOUT, "\"pidone.h\"", "struct supervision", "");
        assertIsLaidOutAsInC(architecture, CommandStarter.LAUNCH, "\"pidone.h\"", "struct launch", "");
    }

    /** The names in C are those in Java, in the same order. */
    @ParameterizedTest
    @EnumSource
    void systemCallsAndFactsOfTheMachine(Architecture architecture)
            throws IOException, InterruptedException, ReflectiveOperationException {
        StringBuilder source = new StringBuilder("#include \"pidone.h\"\n");
        for (SystemCall call : SystemCall.values()) {
            assertThat(source, "CALL_" + call.name().toLowerCase(Locale.ROOT), call.ordinal());
        }
        assertThat(source, "SYSTEM_CALL_COUNT", SystemCall.values().length);
        for (Field fact : Machine.class.getFields()) {
            assertThat(source, "MACHINE_" + fact.getName(), fact.getInt(null));
        }
        assertThat(source, "MACHINE_FACT_COUNT", Machine.class.getFields().length);
        compile(architecture, source.toString());
    }

    /** What Java knows without asking. */
    @ParameterizedTest
    @EnumSource
    void constantsAreTheSameOnEachArchitecture(Architecture architecture) throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder(Files.readString(Path.of("src/test/c/kernel_constants.c")));
        for (Errno errno : Errno.values()) {
            assertThat(source, errno.name(), errno.number());
        }
        for (int number = 1; number <= LAST_STANDARD_SIGNAL; number++) {
            assertThat(source, Signal.of(number).name(), number);
        }
        compile(architecture, source.toString());
    }

    @Test
    void aLayoutThatIsNotThatOfTheStructIsFound() {
        MemoryLayout wrong = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("wake_up"),
                ValueLayout.JAVA_INT.withName("pending"), MemoryLayout.paddingLayout(4),
                ValueLayout.JAVA_LONG.withName("heir"));
        AssertionError error = assertThrows(AssertionError.class,
                () -> assertIsLaidOutAsInC(Architecture.own(), wrong, "\"pidone.h\"", "struct relay", ""));
        assertTrue(error.getMessage().contains("Java takes sizeof(((struct relay *) 0)->pending) for 4"),
                error::getMessage);
    }
}

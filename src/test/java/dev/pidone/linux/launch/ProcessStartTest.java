package dev.pidone.linux.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.memory.NativeStrings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStartTest {
    private static final Signal SEGV = Signal.of(11);

    /** argc, argv, a null, the environment, a null (execve(2)). */
    private static long stack(List<String> arguments, List<String> environment) {
        MemorySegment words = Arena.global().allocate(ValueLayout.JAVA_LONG,
                arguments.size() + environment.size() + 3L);
        words.setAtIndex(ValueLayout.JAVA_LONG, 0, arguments.size());
        for (int index = 0; index < arguments.size(); index++) {
            words.setAtIndex(ValueLayout.JAVA_LONG, 1L + index, NativeStrings.of(arguments.get(index)));
        }
        for (int index = 0; index < environment.size(); index++) {
            words.setAtIndex(ValueLayout.JAVA_LONG, arguments.size() + 2L + index,
                    NativeStrings.of(environment.get(index)));
        }
        return words.address();
    }

    private static List<String> copy(NativeStrings strings) {
        List<String> copy = new ArrayList<>();
        for (int index = 0; index < strings.size(); index++) {
            copy.add(strings.string(index));
        }
        return copy;
    }

    @Test
    void argumentsAndEnvironmentAreReadWhereTheKernelPutThem() {
        List<String> arguments = List.of("pidone", "", "caf\u00c3\u00a9\n");
        List<String> environment = List.of("PATH=/bin", "", "X=\u00ff");
        long stack = stack(arguments, environment);
        assertEquals(arguments, copy(ProcessStart.arguments(stack)));
        assertEquals(environment, copy(ProcessStart.environment(stack)));
    }

    @Test
    void bothMayBeEmpty() {
        long stack = stack(List.of(), List.of());
        assertEquals(0, ProcessStart.arguments(stack).size());
        assertEquals(0, ProcessStart.environment(stack).size());
    }

    private static ProcessStart ignoring(SignalSet ignored, boolean insideJvm) {
        NativeStrings nothing = NativeStrings.of(List.of());
        return new ProcessStart(nothing, nothing, SignalSet.NONE, ignored, -1, insideJvm);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAFaultRaisesIsHandled(boolean insideJvm) {
        assertTrue(ignoring(SignalSet.NONE, insideJvm).handledSignals().contains(SEGV));
        assertFalse(ignoring(SignalSet.NONE, insideJvm).handledSignals().contains(Signal.TERM));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHandlingOfChildrenIsChangedOnlyWhereItWasIgnored(boolean insideJvm) {
        assertFalse(ignoring(SignalSet.NONE, insideJvm).handledSignals().contains(Signal.CHLD));
        assertTrue(ignoring(SignalSet.of(Signal.CHLD), insideJvm).handledSignals().contains(Signal.CHLD));
    }
}

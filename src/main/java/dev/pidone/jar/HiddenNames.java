package dev.pidone.jar;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;

/**
 * A JVM obeys variables such as JAVA_TOOL_OPTIONS, and the dynamic linker and libc others, though all of them are meant
 * for the command. So the first byte of every name is exchanged for one that no name begins with, and back.
 */
final class HiddenNames {
    private HiddenNames() {
    }

    static void hide(NativeStrings environment) {
        exchange(environment, true);
    }

    static void reveal(NativeStrings environment) {
        exchange(environment, false);
    }

    private static void exchange(NativeStrings environment, boolean hide) {
        for (int index = 0; index < environment.size(); index++) {
            int first = environment.at(index, 0);
            if (first != 0) {
                NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, environment.address(index),
                        (byte) (hide ? hidden(first) : revealed(first)));
            }
        }
    }

    /** A bijection of the numbers from 1 to 255: 1 to 127 become 129 to 255. */
    private static int hidden(int value) {
        return value < 128 ? value + 128 : value - 127;
    }

    private static int revealed(int value) {
        return value > 128 ? value - 128 : value + 127;
    }
}

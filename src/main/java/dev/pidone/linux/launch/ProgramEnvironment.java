package dev.pidone.linux.launch;

import dev.pidone.kernel.Signal;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import java.lang.foreign.ValueLayout;

/**
 * The environment of a program that is started beside the command: the command's, and two variables that tell the
 * program why. Its memory is there from the beginning.
 */
final class ProgramEnvironment {
    private static final String SIGNAL = "PIDONE_SIGNAL=";
    private static final String COMMAND_PID = "PIDONE_COMMAND_PID=";
    /** HOME, the two variables, and the null at the end. */
    private static final long MORE = 4;
    private static final int LONGEST_ENTRY = 40;

    private final long vector;
    private final Line signalEntry = new Line(LONGEST_ENTRY);
    private final Line commandEntry = new Line(LONGEST_ENTRY);

    /** @param environment the command's, HOME may be missing yet */
    ProgramEnvironment(NativeStrings environment) {
        vector = NativeLibrary.allocate((environment.size() + MORE) * Long.BYTES);
    }

    /**
     * Writes it down; returns its address, 0 if there was no memory for it.
     *
     * @param environment the command's
     * @param signal {@code null} for none
     * @param commandId 0 for none
     */
    long vector(NativeStrings environment, Signal signal, int commandId) {
        if (vector == 0) {
            return 0;
        }
        int size = 0;
        for (int index = 0; index < environment.size(); index++) {
            if (!environment.startsWith(index, SIGNAL) && !environment.startsWith(index, COMMAND_PID)) {
                size = add(size, environment.address(index));
            }
        }
        signalEntry.clear().text(SIGNAL);
        if (signal != null) {
            signal.addWithoutPrefix(signalEntry);
        }
        size = add(size, signalEntry.add((byte) 0).bytes().address());
        commandEntry.clear().text(COMMAND_PID);
        if (commandId != 0) {
            commandEntry.number(commandId);
        }
        size = add(size, commandEntry.add((byte) 0).bytes().address());
        add(size, 0);
        return vector;
    }

    private int add(int size, long address) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_LONG, vector + (long) size * Long.BYTES, address);
        return size + 1;
    }
}

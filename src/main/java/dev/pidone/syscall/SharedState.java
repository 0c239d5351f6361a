package dev.pidone.syscall;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** {@code struct supervision} of src/main/c/pidone.h: what Java and the machine code share. It exists once. */
public final class SharedState {
    /** By signal number, 1 to 64, where it goes the moment it is taken (linux.SignalRoutes writes it). */
    private static final long ROUTES = 65;

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(ROUTES, ValueLayout.JAVA_LONG).withName("routes"),
            ValueLayout.JAVA_LONG.withName("blocked_at_start"), ValueLayout.JAVA_LONG.withName("ignored_at_start"),
            ValueLayout.JAVA_INT.withName("own_id"), ValueLayout.JAVA_INT.withName("signal_fd"),
            ValueLayout.JAVA_INT.withName("polled_fd"), ValueLayout.JAVA_INT.withName("input_fd"),
            ValueLayout.JAVA_INT.withName("watched_fd"), ValueLayout.JAVA_INT.withName("relay_fd"),
            ValueLayout.JAVA_INT.withName("command_id"), ValueLayout.JAVA_INT.withName("command_status"),
            ValueLayout.JAVA_INT.withName("waits_for_all"), ValueLayout.JAVA_INT.withName("distrusts_inside"),
            ValueLayout.JAVA_INT.withName("root_is_inside"), ValueLayout.JAVA_INT.withName("padding"));

    public static final long BLOCKED_AT_START = offset("blocked_at_start");
    public static final long IGNORED_AT_START = offset("ignored_at_start");
    public static final long OWN_ID = offset("own_id");
    public static final long SIGNAL_FD = offset("signal_fd");
    public static final long POLLED_FD = offset("polled_fd");
    public static final long INPUT_FD = offset("input_fd");
    public static final long WATCHED_FD = offset("watched_fd");
    public static final long RELAY_FD = offset("relay_fd");
    public static final long COMMAND_ID = offset("command_id");
    static final long COMMAND_STATUS = offset("command_status");
    public static final long WAITS_FOR_ALL = offset("waits_for_all");

    public static final long DISTRUSTS_INSIDE = offset("distrusts_inside");
    public static final long ROOT_IS_INSIDE = offset("root_is_inside");

    private SharedState() {
    }

    private static long offset(String member) {
        return LAYOUT.byteOffset(PathElement.groupElement(member));
    }

    /** Notes the end of a child if it is the command, as note_end in src/main/c/library.c. */
    public static void noteEnd(int processId, int status) {
        if (processId == getInt(COMMAND_ID)) {
            setInt(COMMAND_ID, 0);
            setInt(COMMAND_STATUS, status);
        }
    }

    /** Pidone's process ID in its own PID namespace. */
    public static int ownId() {
        return getInt(OWN_ID);
    }

    public static int getInt(long member) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_INT, NativeLibrary.sharedState() + member);
    }

    public static void setInt(long member, int value) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_INT, NativeLibrary.sharedState() + member, value);
    }

    public static void setByte(long member, int value) {
        NativeLibrary.MEMORY.set(ValueLayout.JAVA_BYTE, NativeLibrary.sharedState() + member, (byte) value);
    }

    public static long getLong(long member) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, NativeLibrary.sharedState() + member);
    }
}

package dev.pidone.linux.launch;

import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tells whether pidone's file has given it rights that who called it does not have: by a set-user-ID or set-group-ID
 * bit, or by capabilities (execve(2), capabilities(7)). The caller's arguments and environment would decide then what
 * is done with them.
 */
public final class GainedRights {
    /** Types of the auxiliary vector, behind the environment (getauxval(3), linux/auxvec.h). */
    private static final int END = 0;
    private static final int AT_UID = 11;
    private static final int AT_EUID = 12;
    private static final int AT_GID = 13;
    private static final int AT_EGID = 14;
    private static final int AT_SECURE = 23;

    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    /** Where struct __user_cap_data_struct has the permitted set: 32 capabilities in each of two (capget(2)). */
    private static final int PERMITTED = 1;
    private static final int DATA_WORDS = 3;
    private static final long PR_CAP_AMBIENT = 47;
    private static final long PR_CAP_AMBIENT_IS_SET = 1;

    private GainedRights() {
    }

    /**
     * Whether it is so. The kernel's own flag is not enough: a process that changes its SELinux domain has it as well,
     * as the first one of each container may.
     */
    public static boolean are(NativeStrings environment) {
        long vector = environment.vector() + (environment.size() + 1L) * Long.BYTES;
        return value(vector, AT_SECURE) != 0
                && (value(vector, AT_UID) != value(vector, AT_EUID) || value(vector, AT_GID) != value(vector, AT_EGID)
                        || value(vector, AT_EUID) != 0 && hasCapabilitiesOfFile());
    }

    private static long value(long vector, int type) {
        long at = vector;
        while (word(at) != END && word(at) != type) {
            at += 2L * Long.BYTES;
        }
        return word(at) == END ? 0 : word(at + Long.BYTES);
    }

    private static long word(long address) {
        return NativeLibrary.MEMORY.get(ValueLayout.JAVA_LONG, address);
    }

    /** Who is not root has others than ambient ones from there. */
    private static boolean hasCapabilitiesOfFile() {
        MemorySegment header = Arena.global().allocate(ValueLayout.JAVA_INT, 2);
        MemorySegment data = Arena.global().allocate(ValueLayout.JAVA_INT, 2L * DATA_WORDS);
        header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
        SystemCall.CAPGET.call(header.address(), data.address());
        for (int capability = 0; capability < Long.SIZE; capability++) {
            int word = data.getAtIndex(ValueLayout.JAVA_INT, (long) capability / Integer.SIZE * DATA_WORDS + PERMITTED);
            if ((word >>> capability % Integer.SIZE & 1) != 0
                    && SystemCall.PRCTL.call(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability) != 1) {
                return true;
            }
        }
        return false;
    }
}

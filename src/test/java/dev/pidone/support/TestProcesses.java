package dev.pidone.support;

import java.time.Duration;
import java.util.List;

/** All processes that tests have started: the descendants of this JVM (proc_pid_stat(5)). */
final class TestProcesses {
    private static final int STATE = 0;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int USER_TIME_OF_REAPED = 13;
    private static final int SYSTEM_TIME_OF_REAPED = 14;
    /** The unit of times in /proc: a hundredth of a second, on every architecture. */
    private static final int MILLISECONDS_OF_TICK = 10;

    private TestProcesses() {
    }

    static Await.Look look() {
        long own = ProcessHandle.current().pid();
        List<String> ownFields = ProcFile.fields(own, "stat");
        long ticks = number(ownFields, USER_TIME_OF_REAPED) + number(ownFields, SYSTEM_TIME_OF_REAPED);
        boolean asleep = true;
        for (long process : ProcFile.descendants(own)) {
            List<String> fields = ProcFile.fields(process, "stat");
            if (!fields.isEmpty()) {
                ticks += number(fields, USER_TIME) + number(fields, SYSTEM_TIME) + number(fields, USER_TIME_OF_REAPED)
                        + number(fields, SYSTEM_TIME_OF_REAPED);
                asleep = asleep && !works(process);
            }
        }
        return new Await.Look(asleep, Duration.ofMillis(ticks * MILLISECONDS_OF_TICK));
    }

    /** Whether a thread of it runs or would if it could: also one that waits for a disk. */
    private static boolean works(long process) {
        for (long thread : ProcFile.threads(process)) {
            List<String> fields = ProcFile.fields(process, "task/" + thread + "/stat");
            if (!fields.isEmpty() && "RD".contains(fields.get(STATE))) {
                return true;
            }
        }
        return false;
    }

    private static long number(List<String> fields, int index) {
        return Long.parseLong(fields.get(index));
    }
}

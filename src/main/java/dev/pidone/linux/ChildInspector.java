package dev.pidone.linux;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children.Reaping;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reaps children one by one, and looks at each before: as long as it is not reaped /proc tells its name and when it was
 * started. {@link ChildQueue} is faster, and tells nothing.
 */
final class ChildInspector {
    private static final int LOOKS_AT_ONCE = 64;
    private static final long P_ALL = 0;
    private static final long EVERY_CHILD = -1;
    private static final long WNOHANG = 1;
    private static final long WUNTRACED = 2;
    private static final long WEXITED = 4;
    private static final long WNOWAIT = 0x0100_0000;
    private static final long WALL = 0x4000_0000;
    private static final long SIGINFO_BYTES = 128;
    private static final long SI_PID = 16;

    private final ProcFs procFs;
    private final MemorySegment info = Arena.global().allocate(SIGINFO_BYTES, Long.BYTES);
    private final ResourceUsage usage = new ResourceUsage();
    private final MemorySegment status = Arena.global().allocate(ValueLayout.JAVA_INT);
    private int looks;

    ChildInspector(ProcFs procFs) {
        this.procFs = procFs;
    }

    /** @see dev.pidone.kernel.Children#reap */
    Reaping next(ChildEvent into) {
        while (looks < LOOKS_AT_ONCE) {
            looks++;
            long next = whoIsNext();
            if (next == 0) {
                looks = 0;
                return Reaping.NOTHING_NEW;
            }
            into.facts().clear();
            if (next > 0) {
                procFs.describeChild((int) next, into.facts());
            }
            long child = SystemCall.WAIT4.call(next, status.address(), WNOHANG | WUNTRACED | WALL, usage.address());
            if (child > 0) {
                tell(into, (int) child);
                return Reaping.CHANGED;
            }
            if (next == EVERY_CHILD) {
                return child == 0 ? Reaping.NOTHING_NEW : Reaping.NO_CHILDREN;
            }
            // It had stopped, and was continued since: the next one may have something to tell.
        }
        looks = 0;
        return Reaping.ENOUGH;
    }

    /**
     * The child that wait4(2) would tell of; 0 for none, {@link #EVERY_CHILD} where this cannot be asked (waitid(2)
     * takes __WALL since Linux 4.7) or there are no children.
     */
    private long whoIsNext() {
        long error = SystemCall.WAITID.call(P_ALL, 0, info.address(), WNOHANG | WUNTRACED | WEXITED | WNOWAIT | WALL);
        return error < 0 ? EVERY_CHILD : info.get(ValueLayout.JAVA_INT, SI_PID);
    }

    private void tell(ChildEvent into, int child) {
        into.set(child, status.get(ValueLayout.JAVA_INT, 0) & 0xffff);
        if (into.status().ended()) {
            into.facts().setUsage(usage.cpuNanoseconds(), usage.peakKibibytes());
            SharedState.noteEnd(child, status.get(ValueLayout.JAVA_INT, 0));
        }
    }
}

package dev.pidone.linux;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.linux.proc.ProcFs;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SharedState;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Children that have changed their state: {@code reap_children} in src/main/c/library.c collects many at once.
 *
 * <p>
 * Its note of a child holds the process ID in bits 0 to 31 and the status in bits 32 to 47 (wait(2)). It returns the
 * first note, since reading memory takes a JVM's interpreter long, with the number of notes in bits 48 to 55, and in
 * bits 56 to 57 why there are no more.
 */
final class ChildQueue implements Children {
    private static final long CHILDREN_AT_ONCE = 64;
    private static final long PR_SET_CHILD_SUBREAPER = 36;
    private static final long PR_GET_CHILD_SUBREAPER = 37;
    private static final long RUSAGE_CHILDREN = -1;
    private static final int STATUS_SHIFT = 32;
    private static final int STATUS_MASK = 0xffff;
    private static final int COUNT_SHIFT = 48;
    private static final int COUNT_MASK = 0xff;
    private static final int END_SHIFT = 56;
    private static final int MORE_MAY_BE_THERE = 0;
    private static final int NOTHING_NEW = 1;

    private final MemorySegment notes = Arena.global().allocate(ValueLayout.JAVA_LONG, CHILDREN_AT_ONCE);
    private long first;
    private int count;
    private int next;
    private int end;
    private boolean isAsked;

    private final ProcFs procFs;
    private ChildInspector inspector;

    ChildQueue(ProcFs procFs) {
        this.procFs = procFs;
    }

    @Override
    public ChildEvent newEvent(boolean withFacts) {
        inspector = withFacts ? new ChildInspector(procFs) : null;
        return new ChildEvent(withFacts ? new ProcessDetails() : null);
    }

    @Override
    public Reaping reap(ChildEvent into) {
        if (inspector != null) {
            return inspector.next(into);
        }
        if (!isAsked) {
            first = NativeLibrary.reapChildren(notes.address(), CHILDREN_AT_ONCE);
            count = (int) (first >>> COUNT_SHIFT) & COUNT_MASK;
            end = (int) (first >>> END_SHIFT);
            next = 0;
        }
        isAsked = next < count;
        if (isAsked) {
            long note = next == 0 ? first : notes.getAtIndex(ValueLayout.JAVA_LONG, next);
            next++;
            into.set((int) note, (int) (note >>> STATUS_SHIFT) & STATUS_MASK);
            return Reaping.CHANGED;
        }
        // wait4(2) can fail for one reason alone, as it is called: there are no children.
        return end == MORE_MAY_BE_THERE
                ? Reaping.ENOUGH
                : end == NOTHING_NEW ? Reaping.NOTHING_NEW : Reaping.NO_CHILDREN;
    }

    @Override
    public void usageOfChildren(ResourceUsage into) {
        SystemCall.GETRUSAGE.call(RUSAGE_CHILDREN, into.address());
    }

    @Override
    public boolean adoptOrphans() {
        return SystemCall.PRCTL.call(PR_SET_CHILD_SUBREAPER, 1) == 0;
    }

    @Override
    public boolean adoptsOrphans() {
        return SharedState.ownId() == LinuxSignals.INIT
                || SystemCall.PRCTL.call(PR_GET_CHILD_SUBREAPER, notes.address()) == 0
                        && notes.get(ValueLayout.JAVA_INT, 0) != 0;
    }
}

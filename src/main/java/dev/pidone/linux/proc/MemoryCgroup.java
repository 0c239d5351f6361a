package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.MemoryUse;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the kernel has counted of the memory of this process's control group, in which a container's processes are: who
 * was killed because it ran out, under which limit (memory.events and others of version 2, the kernel's
 * admin-guide/cgroup-v2; memory.oom_control and others of version 1, admin-guide/cgroup-v1/memory). The counts began
 * with the group, which may be older than this process. Everything it needs is allocated once.
 */
public final class MemoryCgroup {
    private static final long UNKNOWN = -1;
    private static final long NO_LIMIT = -1;
    private static final int PATH_MAX = 4096;
    private static final int MOST_LEVELS = 16;
    /** Of struct statx (statx(2)). */
    private static final int STATX_BYTES = 256;
    private static final long STATX_NLINK = 4;
    private static final int STX_NLINK = 16;
    private static final int LINKS_OF_EMPTY_DIRECTORY = 2;

    private final FileBytes file = new FileBytes();
    private final CgroupDirectory directory;
    private final Line path = new Line(PATH_MAX);
    private final MemoryUse use = new MemoryUse();
    private final MemorySegment status = Arena.global().allocate(STATX_BYTES, Long.BYTES);
    private long killed;
    private long limit;
    private long peak;
    private boolean isReached;
    private boolean isOfParent;
    private boolean hasBegun;
    private boolean isFound;
    /** Whether the directory is where it usually is, and nobody has looked whether that is true. */
    private boolean isGuessed;
    private long killedBefore;
    /** By level from the group up how often the limit had been reached before. */
    private final long[] reachedBefore = new long[MOST_LEVELS];

    /** Of this process. Nothing is read before {@link #read}. */
    public MemoryCgroup() {
        this("");
    }

    /** @param root what goes before every path, for tests */
    MemoryCgroup(String root) {
        directory = new CgroupDirectory(root, file);
    }

    /**
     * Notes the counts of now: what is read later is counted from here. Where nobody was killed before, and the
     * hierarchy is mounted where it usually is, which is as good as always, that is all that is read.
     */
    public void begin() {
        hasBegun = true;
        killedBefore = 0;
        isGuessed = directory.guess() && killed(directory.path().length()) == 0;
        if (!isGuessed) {
            findCounts();
        }
    }

    private void findCounts() {
        isFound = directory.find();
        long count = UNKNOWN;
        int length = isFound ? directory.path().length() : -1;
        while (count == UNKNOWN && length >= directory.mountLength()) {
            count = killed(length);
            length = parent(length);
        }
        if (count > 0) {
            killedBefore = count;
            noteLimits();
        }
    }

    private void noteLimits() {
        int level = 0;
        for (int length = directory.path().length(); length >= directory.mountLength()
                && level < MOST_LEVELS; length = parent(length)) {
            reachedBefore[level] = Math.max(0, timesReached(length));
            level++;
        }
    }

    /** Reads what there is now; {@code null} if there is no such group here, or nothing of it can be read. */
    public MemoryUse read() {
        killed = UNKNOWN;
        limit = NO_LIMIT;
        peak = UNKNOWN;
        isReached = false;
        isOfParent = false;
        if (isGuessed) {
            checkGuess();
        }
        if (!(hasBegun ? isFound : directory.find())) {
            return null;
        }
        boolean isFirst = true;
        int level = 0;
        for (int length = directory.path().length(); length >= directory.mountLength(); length = parent(length)) {
            if (isAccounted(length)) {
                if (isFirst) {
                    readCounts(length);
                }
                addLimit(length, !isFirst, level < MOST_LEVELS ? reachedBefore[level] : 0);
                isFirst = false;
            }
            level++;
        }
        use.set(killed, limit, peak, isReached, isOfParent);
        return isFirst ? null : use;
    }

    /** If it was wrong, nobody knows what had been counted before. */
    private void checkGuess() {
        isGuessed = false;
        path.clear().line(directory.path());
        isFound = directory.find() && path.isEqual(directory.path());
    }

    /** The length of the path of the directory above. */
    private int parent(int length) {
        int end = length - 1;
        while (end >= directory.mountLength() && directory.path().at(end) != '/') {
            end--;
        }
        return end;
    }

    private boolean isSecond() {
        return directory.version() == 2;
    }

    /** In version 2 a group may leave its memory to its parent's account, and the root has no account. */
    private boolean isAccounted(int length) {
        boolean isThere = open(length, isSecond() ? "/memory.events" : "/memory.limit_in_bytes");
        if (isThere) {
            file.close();
        }
        return isThere;
    }

    private boolean open(int length, String name) {
        Line own = directory.path();
        if (length == own.length()) {
            boolean isOpen = file.open(own.text(name).add((byte) 0));
            own.cut(length);
            return isOpen;
        }
        path.clear();
        for (int index = 0; index < length; index++) {
            path.add((byte) own.at(index));
        }
        return file.open(path.text(name).add((byte) 0));
    }

    private void readCounts(int length) {
        long count = killed(length);
        killed = count == UNKNOWN ? UNKNOWN : Math.max(0, count - killedBefore);
        if (killed == 0 && !isSecond() && hasGroupsBelow(length)) {
            // Somebody may have been killed there: in version 1 that shows there alone.
            killed = UNKNOWN;
        }
        peak = value(length, isSecond() ? "/memory.peak" : "/memory.max_usage_in_bytes", "");
    }

    /**
     * A directory's number of links is that of the directories in it and two (inode(7)), in this file system as well.
     */
    private boolean hasGroupsBelow(int length) {
        path.clear();
        for (int index = 0; index < length; index++) {
            path.add((byte) directory.path().at(index));
        }
        path.add((byte) 0);
        return SystemCall.STATX.call(Descriptors.AT_FDCWD, path.bytes().address(), 0, STATX_NLINK,
                status.address()) == 0 && status.get(ValueLayout.JAVA_INT, STX_NLINK) > LINKS_OF_EMPTY_DIRECTORY;
    }

    private long killed(int length) {
        return value(length, isSecond() ? "/memory.events" : "/memory.oom_control", "oom_kill ");
    }

    /**
     * The first limit that was reached counts, from the group up; as long as there is none, the smallest. Version 1 has
     * the largest number of pages in place of no limit.
     */
    private void addLimit(int length, boolean ofParent, long before) {
        long found = value(length, isSecond() ? "/memory.max" : "/memory.limit_in_bytes", "");
        if (isReached || found == UNKNOWN || found == Decimal.LARGEST) {
            return;
        }
        isReached = wasReached(length, found, before);
        if (isReached || limit == NO_LIMIT || found < limit) {
            limit = found;
            isOfParent = ofParent;
        }
    }

    /**
     * Version 1 does not count failures in each kernel where the limit of memory and swap is the same: then the peak
     * tells, unless it may be older.
     */
    private boolean wasReached(int length, long bytes, long before) {
        return timesReached(length) > before
                || !isSecond() && killedBefore == 0 && value(length, "/memory.max_usage_in_bytes", "") >= bytes;
    }

    /** Version 2 counts an event in all groups above as well, but for the file of local ones, of Linux 5.2. */
    private long timesReached(int length) {
        if (!isSecond()) {
            return value(length, "/memory.failcnt", "");
        }
        long events = value(length, "/memory.events.local", "oom ");
        return events == UNKNOWN ? value(length, "/memory.events", "oom ") : events;
    }

    /** The number behind a word at the beginning of a line; {@link #UNKNOWN} if there is none. */
    private long value(int length, String name, String word) {
        if (!open(length, name)) {
            return UNKNOWN;
        }
        int next = file.read();
        long number = UNKNOWN;
        while (next != FileBytes.END && number == UNKNOWN) {
            int same = 0;
            while (same < word.length() && next == word.charAt(same)) {
                same++;
                next = file.read();
            }
            if (same == word.length()) {
                number = number(next);
            }
            while (number == UNKNOWN && next != '\n' && next != FileBytes.END) {
                next = file.read();
            }
            next = number == UNKNOWN ? file.read() : next;
        }
        file.close();
        return number;
    }

    private long number(int first) {
        long number = UNKNOWN;
        for (int next = first; Decimal.isDigit(next); next = file.read()) {
            number = Decimal.append(Math.max(0, number), next);
        }
        return number;
    }
}

package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.kernel.DescendantSieve;
import dev.pidone.kernel.ProcessIds;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.kernel.Signal;
import dev.pidone.memory.Decimal;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.SharedState;

/**
 * The descendants of pidone, from the top down: each thread has a file that lists the children that it has made or
 * adopted (proc_tid_children(5)). So what else the machine runs costs nothing.
 *
 * <p>
 * Nobody is taken for a descendant who is none, whatever comes and goes meanwhile. A process is held first, then its
 * parent is read, and then that parent, which is held all the while, must still be there: so it has the ID that was
 * read, and nobody else has. Who has children is looked at once more, for those; its {@link #identity} shows that it is
 * the same one then. No more than three descriptors are open at a time.
 *
 * <p>
 * A list may lack a child if one of its siblings was reaped while it was read; and who has ended has no children any
 * more, since others have adopted them. The first is missed when it is looked at, so that this is known: there are
 * gaps. The second is listed as a zombie, or has ended between two looks at it.
 */
final class ProcessTree implements ProcessVisitor {
    /** More than there are process IDs (proc_sys_kernel(5), pid_max). */
    private static final int MOST = 1 << 22;
    /** In place of an index. */
    private static final int PIDONE = -1;
    /** In place of an identity, for those of whom nothing more is asked. */
    private static final long NO_CHILDREN = 0;
    private static final long BY_START = -1;

    /** Whether the kernel has these files (CONFIG_PROC_CHILDREN): found out once. */
    private enum Files {
        UNKNOWN,
        THERE,
        MISSING
    }

    private final Directory threads;
    private final FileBytes file = new FileBytes();
    private final ProcessStat stat = new ProcessStat(file.address());
    private final PidfdIdentity pidfd = new PidfdIdentity();
    private final HeldProcess parent = new HeldProcess(file, stat);
    private final HeldProcess child = new HeldProcess(file, stat);
    private final ProcessIds children = new ProcessIds();
    private Files files = Files.UNKNOWN;
    private ProcessTable table;
    private ProcessVisitor visitor;
    private boolean hasGaps;
    private boolean goesOn;

    /** @param threads reads the lists of threads */
    ProcessTree(Directory threads) {
        this.threads = threads;
    }

    /** Whether the kernel lists the children of a process. */
    boolean isThere() {
        if (files == Files.UNKNOWN) {
            int self = SharedState.ownId();
            int error = parent.take(self) ? parent.openChildren(self) : Errno.ENOENT.number();
            if (error == 0) {
                file.close();
            }
            files = error == 0 ? Files.THERE : HeldProcess.isShortage(error) ? Files.UNKNOWN : Files.MISSING;
            parent.letGo();
        }
        return files == Files.THERE;
    }

    /** @see dev.pidone.kernel.Processes#listDescendants */
    Listing list(ProcessTable into, ProcessVisitor told) {
        begin(into, told);
        listChildrenOf(SharedState.ownId(), PIDONE);
        for (int index = 0; goesOn && index < into.size(); index++) {
            if (into.identity(index) != NO_CHILDREN) {
                listChildrenOf(into.processId(index), index);
            }
        }
        into.dropRepetitions();
        children.release();
        return hasGaps ? Listing.WITH_GAPS : Listing.COMPLETE;
    }

    /** @see dev.pidone.kernel.Processes#listChildren */
    void listChildren(ProcessTable into) {
        begin(into, NONE);
        listChildrenOf(SharedState.ownId(), PIDONE);
        into.dropRepetitions();
        children.release();
    }

    /** As {@link #list}, from all processes, where the kernel does not list the children of one. */
    Listing sift(DescendantSieve sieve, ProcessTable into, ProcessVisitor told) {
        begin(into, told);
        Listing listing = sieve.list(SharedState.ownId(), into, this);
        return listing == Listing.COMPLETE && hasGaps ? Listing.WITH_GAPS : listing;
    }

    /** A descendant has been listed: it is held while it is shown. */
    @Override
    public boolean visit(ProcessTable listed, int index) {
        if (child.take(listed.processId(index)) && child.readStat() == 0 && stat.parent() == listed.parent(index)
                && stat.startTicks() == listed.start(index)) {
            goesOn = visitor.visit(listed, index);
        } else {
            hasGaps = true;
        }
        child.letGo();
        return goesOn;
    }

    /** @see dev.pidone.kernel.Processes#signalListed */
    boolean signalListed(Signal signal) {
        return child.signal(signal);
    }

    private void begin(ProcessTable into, ProcessVisitor told) {
        into.clear();
        table = into;
        visitor = told;
        hasGaps = false;
        goesOn = true;
    }

    /** @param index where it is in the table, {@link #PIDONE} if it is pidone itself */
    private void listChildrenOf(int processId, int index) {
        if (parent.take(processId) && parent.readStat() == 0 && (index == PIDONE || isSame(processId, index))) {
            readChildren(processId);
            for (int number = 0; goesOn && number < children.size() && table.size() < MOST; number++) {
                int childId = children.processId(number);
                hasGaps |= !child.take(childId) || !isVisited(childId);
                child.letGo();
            }
        } else {
            hasGaps = true;
        }
        parent.letGo();
    }

    /** Reads the lists of all threads of the parent, whose stat file has been read. */
    private void readChildren(int processId) {
        children.clear();
        int threadCount = stat.threads();
        if (threadCount <= 1) {
            readChildrenOfThread(processId);
        } else {
            readChildrenOfThreads();
        }
        // Where a thread has ended, others have got its children: those of the process, or, with the last one, another.
        hasGaps |= parent.readStat() != 0 || stat.hasEnded() || stat.threads() != threadCount;
    }

    private void readChildrenOfThreads() {
        long directory = parent.openThreads();
        threads.begin(directory);
        while (threads.hasNext()) {
            int thread = (int) Decimal.at(threads.name());
            if (thread > 0) {
                readChildrenOfThread(thread);
            }
        }
        hasGaps |= !threads.isAtEnd();
        Directory.close(directory);
    }

    private void readChildrenOfThread(int thread) {
        if (parent.openChildren(thread) != 0) {
            hasGaps = true;
            return;
        }
        int processId = 0;
        for (int next = file.read(); next != FileBytes.END; next = file.read()) {
            if (Decimal.isDigit(next)) {
                processId = 10 * processId + next - '0';
            } else if (processId != 0) {
                hasGaps |= !children.add(processId, 0);
                processId = 0;
            }
        }
        file.close();
    }

    /** Shows the child that was taken; false if it is gone, or not the parent's any more. */
    private boolean isVisited(int processId) {
        // Before its state: of one that lives on then it is true.
        boolean hasChildren = hasChildren(processId);
        int error = child.readStat();
        if (HeldProcess.isShortage(error)) {
            parent.letGo();
            error = child.readStat();
        }
        if (error != 0 || stat.parent() != parent.processId()) {
            return false;
        }
        boolean isParent = !stat.hasEnded() && (hasChildren || stat.threads() > 1);
        int start = stat.startTicks();
        int session = stat.session();
        boolean isZombie = stat.isZombie();
        if (!parent.isThere() || !table.add(processId, parent.processId(), session, isZombie)) {
            return false;
        }
        int index = table.size() - 1;
        table.setStart(index, start);
        goesOn = visitor.visit(table, index);
        if (goesOn && isParent) {
            table.setIdentity(index, identity(processId));
        }
        return true;
    }

    private boolean hasChildren(int processId) {
        int error = child.openChildren(processId);
        boolean has = error == 0 && file.read() != FileBytes.END;
        if (error == 0) {
            file.close();
        } else {
            hasGaps = true;
        }
        return has;
    }

    /**
     * What tells the child from all that have its ID before or after it: the inode of its pidfd. Where that is not to
     * be had its start has to do.
     */
    private long identity(int processId) {
        long inode = pidfd.of(processId);
        return inode != PidfdIdentity.UNKNOWN && child.isThere() ? inode : BY_START;
    }

    /** Whether the process that has been taken as the parent is the one in the table. Its stat file has been read. */
    private boolean isSame(int processId, int index) {
        long identity = table.identity(index);
        if (identity != BY_START) {
            long inode = pidfd.of(processId);
            // If it is not to be had now, no descriptor is left; or it has ended, and there will be nothing to read.
            return inode == identity || inode == PidfdIdentity.UNKNOWN;
        }
        return stat.startTicks() == table.start(index)
                && (stat.parent() == table.parent(index) || stat.parent() == SharedState.ownId());
    }
}

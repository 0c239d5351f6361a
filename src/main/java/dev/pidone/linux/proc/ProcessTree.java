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
 * Whose parent ends meanwhile has another one, further up, that may have been passed; and a list may lack a child if
 * one of its siblings was reaped while it was read. So at the end all lists are read once more, from the bottom up, the
 * way that orphans take: nobody may be there who was not found.
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

    private final Directory names;
    private final FileBytes file = new FileBytes();
    private final ProcessStat stat = new ProcessStat(file.address());
    private final PidfdIdentity pidfd = new PidfdIdentity();
    private final HeldProcess parent = new HeldProcess(file, stat);
    private final HeldProcess child = new HeldProcess(file, stat);
    private final ProcessIds threads = new ProcessIds();
    private final ProcessIds children = new ProcessIds();
    /** Whose lists have been read, parents before their children. */
    private final ProcessIds parents = new ProcessIds();
    private Files files = Files.UNKNOWN;
    private ProcessTable table;
    private ProcessVisitor visitor;
    private boolean hasGaps;
    private boolean goesOn;

    /** @param names reads the lists of threads */
    ProcessTree(Directory names) {
        this.names = names;
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
        for (int number = parents.size() - 1; goesOn && number >= 0; number--) {
            lookForOthers(parents.processId(number));
        }
        release();
        return hasGaps ? Listing.WITH_GAPS : Listing.COMPLETE;
    }

    /** @see dev.pidone.kernel.Processes#listChildren */
    void listChildren(ProcessTable into) {
        begin(into, NONE);
        listChildrenOf(SharedState.ownId(), PIDONE);
        into.dropRepetitions();
        release();
    }

    /** Gives memory back. */
    private void release() {
        threads.release();
        children.release();
        parents.release();
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
            hasGaps |= !parents.add(processId, 0);
            // The newest first, which are last in the list: who forks and ends is gone in a moment.
            for (int number = children.size() - 1; goesOn && number >= 0 && table.size() < MOST; number--) {
                if (child.take(children.processId(number))) {
                    visitChild(children.processId(number));
                }
                child.letGo();
            }
        }
        parent.letGo();
    }

    /** Looks whether all children of a process were found. */
    private void lookForOthers(int processId) {
        if (parent.take(processId) && parent.readStat() == 0) {
            readChildren(processId);
            for (int number = 0; number < children.size() && !hasGaps; number++) {
                hasGaps = table.indexOf(children.processId(number)) < 0;
            }
        }
        parent.letGo();
    }

    /** Reads the lists of all threads of the parent, whose stat file has been read. */
    private void readChildren(int processId) {
        children.clear();
        if (stat.threads() <= 1) {
            readChildrenOfThread(processId);
        } else {
            readChildrenOfThreads();
        }
    }

    private void readChildrenOfThreads() {
        threads.clear();
        long directory = parent.openThreads();
        names.begin(directory);
        while (names.hasNext()) {
            int thread = (int) Decimal.at(names.name());
            hasGaps |= thread > 0 && !threads.add(thread, 0);
        }
        hasGaps |= !names.isAtEnd();
        Directory.close(directory);
        for (int number = 0; number < threads.size(); number++) {
            readChildrenOfThread(threads.processId(number));
        }
    }

    private void readChildrenOfThread(int thread) {
        if (parent.openChildren(thread) != 0) {
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

    /** Shows the child that was taken, unless it is gone, or not the parent's any more. */
    private void visitChild(int processId) {
        int error = child.readStat();
        if (HeldProcess.isShortage(error)) {
            parent.letGo();
            error = child.readStat();
        }
        if (error != 0 || stat.parent() != parent.processId()) {
            return;
        }
        // What is read next is read to the same place.
        boolean hasEnded = stat.hasEnded();
        boolean hasThreads = stat.threads() > 1;
        int start = stat.startTicks();
        int session = stat.session();
        char state = stat.trueState();
        boolean isZombie = stat.isZombie();
        if (!parent.isThere() || !table.add(processId, parent.processId(), session, isZombie)) {
            return;
        }
        int index = table.size() - 1;
        table.setStart(index, start);
        table.setState(index, state);
        goesOn = visitor.visit(table, index);
        if (goesOn && !hasEnded && (hasThreads || hasChildren(processId))) {
            table.setIdentity(index, identity(processId));
        }
    }

    private boolean hasChildren(int processId) {
        boolean isOpen = child.openChildren(processId) == 0;
        boolean has = isOpen && file.read() != FileBytes.END;
        if (isOpen) {
            file.close();
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

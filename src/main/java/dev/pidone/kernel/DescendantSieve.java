package dev.pidone.kernel;

import dev.pidone.kernel.Processes.Listing;

/**
 * Finds descendants among all processes, for kernels that do not tell a process's children: each of them the moment it
 * is listed, if its parents were listed before it.
 */
public final class DescendantSieve implements ProcessVisitor {
    private final Processes processes;
    private int ancestor;
    private ProcessVisitor visitor;
    private boolean goesOn;

    public DescendantSieve(Processes processes) {
        this.processes = processes;
    }

    /**
     * Lists the descendants of a process.
     *
     * @see Processes#listDescendants
     */
    public Listing list(int ofWhom, ProcessTable into, ProcessVisitor told) {
        ancestor = ofWhom;
        visitor = told;
        goesOn = true;
        if (!processes.listProcesses(into, this)) {
            return Listing.IMPOSSIBLE;
        }
        boolean connected = into.isConnected();
        into.keepDescendantsOf(ancestor);
        for (int index = 0; goesOn && index < into.size(); index++) {
            tell(into, index);
        }
        return connected ? Listing.COMPLETE : Listing.WITH_GAPS;
    }

    @Override
    public boolean visit(ProcessTable table, int index) {
        if (table.markDescendant(index, ancestor)) {
            tell(table, index);
        }
        return goesOn;
    }

    private void tell(ProcessTable table, int index) {
        if (table.markVisited(index)) {
            goesOn = visitor.visit(table, index);
        }
    }
}

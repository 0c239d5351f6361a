package dev.pidone.kernel;

/** Is told of each process the moment it is listed. */
public interface ProcessVisitor {
    /** Has nothing to do. */
    ProcessVisitor NONE = (table, index) -> true;

    /**
     * @param table the processes listed so far
     * @param index the one that has just been added
     * @return whether to go on; otherwise nobody else is listed
     */
    boolean visit(ProcessTable table, int index);
}

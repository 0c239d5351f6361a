package dev.pidone.kernel;

/** Is told of each process the moment it is listed. */
public interface ProcessVisitor {
    /** Has nothing to do. */
    ProcessVisitor NONE = (table, index) -> {
    };

    /**
     * @param table the processes listed so far
     * @param index the one that has just been added
     */
    void visit(ProcessTable table, int index);
}

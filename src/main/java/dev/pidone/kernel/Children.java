package dev.pidone.kernel;

/** Pidone's children, adopted orphans among them. */
public interface Children {
    /**
     * Makes the object that {@link #reap} fills in. One is made for a run.
     *
     * @param withFacts whether {@link #reap} is to look at each child before it reaps it, and tell what it has seen
     */
    ChildEvent newEvent(boolean withFacts);

    /**
     * Takes the next change of state of any child (wait4(2) with WNOHANG): an ended child is reaped by it.
     *
     * @param into receives the change
     */
    Reaping reap(ChildEvent into);

    /** Tells what ended children have used. */
    void usageOfChildren(ResourceUsage into);

    /**
     * Makes the orphans among pidone's descendants its children (PR_SET_CHILD_SUBREAPER(2const)).
     *
     * @return false if this kernel, or a filter, does not allow it
     */
    boolean adoptOrphans();

    /** Whether orphans come to pidone: as the init, or since it is a subreaper, made so by whoever was here before. */
    boolean adoptsOrphans();

    /** What {@link #reap} found. */
    enum Reaping {
        /** A child changed its state. */
        CHANGED,
        /** Enough for now: who asks is to look at signals and deadlines before it asks again. */
        ENOUGH,
        /** There are children, and none of them has changed its state. */
        NOTHING_NEW,
        /** There are no children (ECHILD). */
        NO_CHILDREN
    }
}

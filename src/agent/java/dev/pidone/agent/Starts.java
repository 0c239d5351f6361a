package dev.pidone.agent;

/** The children that belong to {@link Process}, and how others are reaped. */
interface Starts {
    /** Whether the JDK waits for this process and will take its status. */
    boolean isAwaited(long processId) throws ReflectiveOperationException;

    /** Whether some thread may be starting a process at this moment. */
    boolean mayBeUnderWay() throws ReflectiveOperationException;

    /**
     * Takes the status of a child that has ended.
     *
     * @return below 0 where there was none
     */
    int reap(long processId) throws ReflectiveOperationException;
}

package dev.pidone.kernel;

/** A PID namespace of pidone's own, and the pipe between the two processes of pidone (pid_namespaces(7)). */
public interface Namespace {
    /**
     * Divides pidone in two: this process goes on outside, and a copy of it as PID 1 of a new PID namespace with a
     * /proc of its own, which ends when this process does (pid_namespaces(7), fork(2)).
     *
     * @param grouping which process group and session the one inside belongs to, as for a command
     * @return the process ID of the one inside; 0 there
     * @throws LaunchException if it cannot be made; inside also
     */
    int enterPidNamespace(Launch.Grouping grouping) throws LaunchException;

    /**
     * From now on {@link #firstChildOutside} can tell. To be called before the namespace is made.
     */
    void keepOutsideIds();

    /**
     * Inside: the process ID by which the first of pidone's children is known outside.
     *
     * @return 0 if there is none, or if it cannot be known
     */
    int firstChildOutside();

    /** Whether pidone is PID 1 of a namespace that it has made, so that there is another pidone outside. */
    boolean isContained();

    /**
     * Inside: tells pidone outside that the command was stopped, so that it stops as well, which PID 1 cannot.
     *
     * @return false if nobody is there to be told
     */
    boolean stopOutside(Signal signal);

    /**
     * Outside: the signal by which the command inside was stopped, as the one inside has told; {@code null} for none.
     */
    Signal stopInside();

    /** Outside: the next such signal that the one inside is sent is a key of the terminal. */
    void passKey(Signal signal);

    /** Inside: whether such a signal, which has come from outside, is a key that the one outside has passed on. */
    boolean takeKey(Signal signal);

    /** Outside: waits until the one inside has become the command, or has ended. */
    void awaitCommandInside();
}

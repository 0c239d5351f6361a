package dev.pidone.supervise;

/** How the status came about with which pidone ends. */
public enum HowItEnded {
    /** It is the command's. */
    COMMAND,
    /** The command has ended with another one (--remap-exit). */
    REMAPPED,
    /** The command was told to end, and did (--success-on-stop). */
    TOLD,
    /** The time limit was over. */
    TIME_LIMIT,
    /** There was no command, and a signal has ended the pause. */
    PAUSE,
    /** The command could not be started. */
    NOT_STARTED
}

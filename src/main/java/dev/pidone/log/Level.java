package dev.pidone.log;

/** How important a message is; those below a log's threshold are not written. */
public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}

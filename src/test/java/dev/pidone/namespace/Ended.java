package dev.pidone.namespace;

/**
 * How a call came to its end.
 *
 * @param status the exit status
 * @param output what was written to standard output, a string of bytes
 * @param errors what was written to standard error, a string of bytes, without the line by which pidone says how it has
 *     ended
 */
record Ended(int status, String output, String errors) {
    /** An end with nothing said. */
    static Ended silently(int status) {
        return new Ended(status, "", "");
    }
}

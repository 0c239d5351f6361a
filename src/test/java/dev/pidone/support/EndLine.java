package dev.pidone.support;

import java.util.regex.Pattern;

/** The warning by which pidone says how it has ended, which only tests of that warning are about. */
public final class EndLine {
    private static final Pattern LINES = Pattern
            .compile("pidone: WARN: the command (exited|was killed) .* after its start.*\r?\n"
                    + "(pidone: WARN: (out of memory|somebody has sent SIGKILL|who has sent SIGKILL).*\r?\n)?");

    private EndLine() {
    }

    /** What was written to standard error besides. */
    public static String without(String errors) {
        return LINES.matcher(errors).replaceAll("");
    }
}

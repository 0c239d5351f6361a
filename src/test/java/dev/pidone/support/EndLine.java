package dev.pidone.support;

import java.util.regex.Pattern;

/** The warning by which pidone says how it has ended, which only tests of that warning are about. */
public final class EndLine {
    /** On a terminal it has a colour. */
    private static final String WARNING = "pidone: (\u001b\\[33m)?WARN: (\u001b\\[0m)?";
    private static final Pattern LINES = Pattern
            .compile(WARNING + "the command (exited|was killed) .* after its start.*\r?\n(" + WARNING
                    + "(out of memory|somebody has sent SIGKILL|the kernel does not tell who).*\r?\n)?");

    private EndLine() {
    }

    /** What was written to standard error besides. */
    public static String without(String errors) {
        return LINES.matcher(errors).replaceAll("");
    }
}

package dev.pidone.cli;

import dev.pidone.linux.NativeStrings;

/** The command line and the environment variables that stand for options. */
public final class Cli {
    private static final String[] NO_WARNINGS = {};

    private Cli() {
    }

    /**
     * Understands a call.
     *
     * @param arguments pidone's argv, {@code argv[0]} included
     * @param environment entries {@code NAME=VALUE}
     * @throws UsageException if the call is wrong
     */
    public static Request understand(NativeStrings arguments, NativeStrings environment) throws UsageException {
        if (arguments.size() > 1 && !hasVariable(environment)) {
            if (arguments.at(1, 0) != '-') {
                return new Request.Run(Options.DEFAULT, arguments.from(1), NO_WARNINGS);
            }
            if (arguments.isEqual(1, "--") && arguments.size() > 2) {
                return new Request.Run(Options.DEFAULT, arguments.from(2), NO_WARNINGS);
            }
        }
        return OptionParser.parse(arguments, environment);
    }

    private static boolean hasVariable(NativeStrings environment) {
        for (int index = 0; index < environment.size(); index++) {
            if (environment.startsWith(index, Variables.PREFIX)) {
                return true;
            }
        }
        return false;
    }
}

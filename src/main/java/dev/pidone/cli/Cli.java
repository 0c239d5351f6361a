package dev.pidone.cli;

import java.util.List;

/** The command line and the environment variables that stand for options. */
public final class Cli {
    /** Every option has an environment variable of this prefix and its long name. */
    static final String VARIABLE_PREFIX = "PIDONE_";

    private Cli() {
    }

    /**
     * Understands a call. The parser is not even loaded when there is nothing to parse, as with the image's entry
     * point, {@code pidone -- COMMAND}.
     *
     * @param arguments pidone's argv, {@code argv[0]} included
     * @param environment entries {@code NAME=VALUE}
     * @throws UsageException if the call is wrong
     */
    public static Request understand(List<String> arguments, List<String> environment) throws UsageException {
        if (arguments.size() > 1 && !hasVariable(environment)) {
            String first = arguments.get(1);
            if (!first.startsWith("-")) {
                return new Request.Run(Options.DEFAULT, arguments.subList(1, arguments.size()));
            }
            if (first.equals("--") && arguments.size() > 2) {
                return new Request.Run(Options.DEFAULT, arguments.subList(2, arguments.size()));
            }
        }
        return OptionParser.parse(arguments.subList(Math.min(1, arguments.size()), arguments.size()), environment);
    }

    private static boolean hasVariable(List<String> environment) {
        for (String entry : environment) {
            if (entry.startsWith(VARIABLE_PREFIX)) {
                return true;
            }
        }
        return false;
    }
}

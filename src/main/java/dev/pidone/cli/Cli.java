package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

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
        try {
            return OptionParser.parse(arguments, environment);
        } catch (UsageException e) {
            e.setInJson(wantsJson(arguments, environment));
            e.setTerminationLog(terminationLog(arguments, environment));
            throw e;
        }
    }

    /** What can be known of a call that is wrong: whoever reads JSON lines wants its error as one. */
    private static boolean wantsJson(NativeStrings arguments, NativeStrings environment) {
        int variable = environment.indexOf("PIDONE_LOG_FORMAT=");
        boolean wanted = variable >= 0 && environment.isEqual(variable, "PIDONE_LOG_FORMAT=json");
        for (int index = 1; index < arguments.size() && arguments.at(index, 0) == '-'; index++) {
            if (arguments.startsWith(index, "--log-format=")) {
                wanted = arguments.isEqual(index, "--log-format=json");
            }
        }
        return wanted;
    }

    /** What can be known of it where the call is wrong. */
    private static String terminationLog(NativeStrings arguments, NativeStrings environment) {
        int variable = environment.indexOf("PIDONE_TERMINATION_LOG=");
        Word file = variable < 0 ? null : behindEqualsSign(Word.of(environment, variable));
        for (int index = 1; index < arguments.size() && arguments.at(index, 0) == '-'; index++) {
            if (arguments.startsWith(index, Option.TERMINATION_LOG.longName() + "=")) {
                file = behindEqualsSign(Word.of(arguments, index));
            } else if (arguments.isEqual(index, Option.TERMINATION_LOG.longName()) && index + 1 < arguments.size()) {
                index++;
                file = Word.of(arguments, index);
            }
        }
        return file == null || file.isEmpty() || file.length() > OptionParser.LONGEST_PATH ? null : file.toString();
    }

    private static Word behindEqualsSign(Word word) {
        return word.from(word.indexOf('=') + 1);
    }

    private static boolean hasVariable(NativeStrings environment) {
        for (int index = 0; index < environment.size(); index++) {
            if (environment.startsWith(index, Option.VARIABLE_PREFIX)) {
                return true;
            }
        }
        return false;
    }
}

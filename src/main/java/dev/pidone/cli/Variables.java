package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

/** The environment variables that stand for options: PIDONE_ and the long name. */
final class Variables {
    private static final String PREFIX = Option.VARIABLE_PREFIX;
    /** So many unknown ones are worth a warning each. */
    private static final int MOST_WARNINGS = 4;
    private static final String[] NO_WARNINGS = {};

    private final NativeStrings environment;
    /** By option: the index of its variable in the environment, -1 if it is not set. */
    private final int[] entries = new int[Option.count()];
    private int[] unknown;
    private int unknownCount;

    /** @param environment entries {@code NAME=VALUE} */
    Variables(NativeStrings environment) {
        this.environment = environment;
        for (int ordinal = 0; ordinal < entries.length; ordinal++) {
            entries[ordinal] = -1;
        }
        for (int index = 0; index < environment.size(); index++) {
            if (environment.startsWith(index, PREFIX)) {
                add(index);
            }
        }
    }

    private void add(int index) {
        for (int ordinal = 0; ordinal < entries.length; ordinal++) {
            if (isVariable(index, Option.at(ordinal).name())) {
                // As with getenv(3), the first of two counts.
                entries[ordinal] = entries[ordinal] < 0 ? index : entries[ordinal];
                return;
            }
        }
        if (hasValue(index) && !isForProgram(index) && !isOfService(index)) {
            if (unknown == null) {
                unknown = new int[MOST_WARNINGS];
            }
            if (unknownCount < MOST_WARNINGS) {
                unknown[unknownCount] = index;
            }
            unknownCount++;
        }
    }

    /** What the stop plan's programs are told (linux.launch.ProgramEnvironment): they may run pidone. */
    private boolean isForProgram(int index) {
        return isVariable(index, "SIGNAL") || isVariable(index, "COMMAND_PID");
    }

    /** What Kubernetes tells each container of a service that is called pidone. */
    private boolean isOfService(int index) {
        return environment.startsWith(index, PREFIX + "SERVICE_") || isVariable(index, "PORT")
                || environment.startsWith(index, PREFIX + "PORT_");
    }

    private boolean hasValue(int index) {
        int offset = PREFIX.length();
        while (environment.at(index, offset) != 0 && environment.at(index, offset) != '=') {
            offset++;
        }
        return environment.at(index, offset) == '=';
    }

    private boolean isVariable(int index, String name) {
        if (!NativeStrings.startsWith(environment.address(index) + PREFIX.length(), name)) {
            return false;
        }
        return environment.at(index, PREFIX.length() + name.length()) == '=';
    }

    /** The value of an option's variable, {@code null} if it is not set or empty. */
    Word value(Option option) {
        int entry = entries[option.ordinal()];
        if (entry < 0 || !option.hasVariable()) {
            return null;
        }
        Word value = Word.of(environment, entry).from(PREFIX.length() + option.name().length() + 1);
        return value.isEmpty() ? null : value;
    }

    /** What is to be said of variables that stand for no option: they may be misspelt. */
    String[] warnings() {
        if (unknownCount == 0) {
            return NO_WARNINGS;
        }
        boolean more = unknownCount > MOST_WARNINGS;
        String[] warnings = new String[more ? MOST_WARNINGS + 1 : unknownCount];
        for (int index = 0; index < warnings.length; index++) {
            warnings[index] = index < MOST_WARNINGS
                    ? warning(Word.of(environment, unknown[index]))
                    : "variables that pidone does not know: " + (unknownCount - MOST_WARNINGS) + " more";
        }
        return warnings;
    }

    private static String warning(Word entry) {
        Word name = entry.before(entry.indexOf('='));
        Complaint warning = new Complaint().printable(name).text(" is not a variable that pidone knows");
        Option meant = Suggestion.forVariable(name);
        if (meant != null) {
            warning.text("; did you mean ").variable(meant).text("?");
        }
        return warning.toString();
    }
}

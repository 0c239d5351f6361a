package dev.pidone.cli;

/** The options as they were given, on the command line or, where they are not there, by environment variables. */
final class GivenOptions {
    private static final Word[] NO_WORDS = {};

    private final Arguments arguments;
    private final Variables variables;

    GivenOptions(Arguments arguments, Variables variables) {
        this.arguments = arguments;
        this.variables = variables;
    }

    boolean isGiven(Option option) {
        return arguments.has(option) || variables.value(option) != null;
    }

    /** Begins a complaint with how an option was given: its long name or its variable. */
    Complaint about(Option option) {
        return name(new Complaint(), option);
    }

    /** Adds how an option was given to a complaint. */
    Complaint name(Complaint complaint, Option option) {
        return arguments.has(option) ? complaint.text(option.longName()) : complaint.variable(option);
    }

    /** Whether a flag is given that says no. */
    boolean isSwitchedOff(Option option) throws UsageException {
        return option.isFlag() && isGiven(option) && count(option) == 0;
    }

    /** The values of an option with a parameter, in order. */
    Word[] values(Option option) throws UsageException {
        if (arguments.has(option)) {
            return arguments.values(option);
        }
        Word variable = variables.value(option);
        if (variable == null) {
            return NO_WORDS;
        }
        return option.isRepeatable() ? list(option, variable) : new Word[]{variable};
    }

    /** The value of an option with a parameter, {@code null} if it was not given. */
    Word value(Option option) throws UsageException {
        Word[] values = values(option);
        return values.length == 0 ? null : values[values.length - 1];
    }

    /** The words of a variable, between which commas or white space stand. */
    private static Word[] list(Option option, Word variable) throws UsageException {
        int count = 0;
        for (int end = endOfItem(variable, 0); end >= 0; end = endOfItem(variable, end)) {
            count++;
        }
        if (count > Arguments.MOST_USES) {
            throw new Complaint().variable(option).text(": more than ").number(Arguments.MOST_USES)
                    .text(" values are given").exception();
        }
        Word[] list = new Word[count];
        int begin = 0;
        for (int item = 0; item < count; item++) {
            while (isSeparator(variable.at(begin))) {
                begin++;
            }
            int end = endOfItem(variable, begin);
            list[item] = variable.part(begin, end);
            begin = end;
        }
        return list;
    }

    /** The end of the first item from an offset on, -1 if there is none. */
    private static int endOfItem(Word variable, int from) {
        int end = from;
        while (end < variable.length() && isSeparator(variable.at(end))) {
            end++;
        }
        if (end == variable.length()) {
            return -1;
        }
        while (end < variable.length() && !isSeparator(variable.at(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSeparator(int character) {
        return character == ',' || Word.isBlank(character);
    }

    /** How often a flag was given; by a variable: a number, or a word for yes or no. */
    int count(Option flag) throws UsageException {
        if (arguments.has(flag)) {
            return arguments.count(flag);
        }
        Word variable = variables.value(flag);
        return variable == null ? 0 : count(flag, variable);
    }

    /** As {@link #count(Option)}; a variable does not count against the opposite flag on the command line. */
    int count(Option flag, Option opposite) throws UsageException {
        return isOutdone(flag, opposite) ? 0 : count(flag);
    }

    /** Whether an option is given by a variable at most, and one that excludes it on the command line. */
    boolean isOutdone(Option option, Option opposite) {
        return arguments.has(opposite) && !arguments.has(option);
    }

    private static int count(Option flag, Word variable) throws UsageException {
        if (isOneOf(variable, "1", "true", "yes", "on")) {
            return 1;
        }
        if (isOneOf(variable, "0", "false", "no", "off")) {
            return 0;
        }
        if (flag.isRepeatable() && variable.length() == 1 && variable.at(0) >= '2' && variable.at(0) <= '9') {
            return variable.at(0) - '0';
        }
        throw new Complaint().variable(flag).text(": ").quoted(variable).text(" is not allowed; allowed: ")
                .text(flag.isRepeatable() ? "0 to 9" : "1, 0").text(", true, false, yes, no, on, off").exception();
    }

    private static boolean isOneOf(Word word, String first, String second, String third, String fourth) {
        return word.isEqual(first) || word.isEqual(second) || word.isEqual(third) || word.isEqual(fourth);
    }
}

package dev.pidone.cli;

import dev.pidone.linux.Printable;
import java.util.ArrayList;
import java.util.List;

/** The options as they were given, on the command line or, where they are not there, by environment variables. */
final class GivenOptions {
    private final Arguments arguments;
    /** The entries of the environment that may stand for options: mostly none. */
    private final List<String> variables = new ArrayList<>();

    GivenOptions(Arguments arguments, List<String> environment) {
        this.arguments = arguments;
        for (String entry : environment) {
            if (entry.startsWith(Cli.VARIABLE_PREFIX)) {
                variables.add(entry);
            }
        }
    }

    /**
     * How an option was given, for messages: its long name or its variable; {@code null} if it was not given at all.
     */
    String source(Option option) {
        if (arguments.has(option)) {
            return option.longName();
        }
        return variable(option) == null ? null : option.variable();
    }

    boolean isGiven(Option option) {
        return source(option) != null;
    }

    /** Whether a flag's variable says no. */
    boolean isSwitchedOff(Option option) throws UsageException {
        return option.isFlag() && isGiven(option) && count(option) == 0;
    }

    /** The values of an option with a parameter, in order. */
    List<String> values(Option option) {
        if (arguments.has(option)) {
            return arguments.values(option);
        }
        String variable = variable(option);
        if (variable == null) {
            return List.of();
        }
        return option.repeatable() ? List.of(variable.strip().split("[\\s,]+")) : List.of(variable);
    }

    /** The value of an option with a parameter, {@code null} if it was not given. */
    String value(Option option) {
        List<String> values = values(option);
        return values.isEmpty() ? null : values.getLast();
    }

    /** How often a flag was given; by a variable: a number, or a word for yes or no. */
    int count(Option flag) throws UsageException {
        if (arguments.has(flag)) {
            return arguments.values(flag).size();
        }
        String variable = variable(flag);
        return variable == null ? 0 : count(flag, variable);
    }

    /** As {@link #count(Option)}; a variable does not count against the opposite flag on the command line. */
    int count(Option flag, Option opposite) throws UsageException {
        boolean outdone = arguments.has(opposite) && !arguments.has(flag);
        return outdone ? 0 : count(flag);
    }

    private static int count(Option flag, String variable) throws UsageException {
        return switch (variable) {
            case "1", "true", "yes", "on" -> 1;
            case "0", "false", "no", "off" -> 0;
            default -> {
                if (flag.repeatable() && variable.length() == 1 && variable.charAt(0) >= '2'
                        && variable.charAt(0) <= '9') {
                    yield variable.charAt(0) - '0';
                }
                throw new UsageException(flag.variable() + ": " + Printable.of(variable) + " is not allowed; allowed: "
                        + (flag.repeatable()
                                ? "0 to 9, true, false, yes, no, on, off"
                                : "1, 0, true, false, yes, no, on, off"));
            }
        };
    }

    /** The value of an option's environment variable, {@code null} if it is not set or empty. */
    private String variable(Option option) {
        if (variables.isEmpty()) {
            return null;
        }
        String prefix = option.variable() + "=";
        for (String entry : variables) {
            if (entry.startsWith(prefix)) {
                return entry.length() == prefix.length() ? null : entry.substring(prefix.length());
            }
        }
        return null;
    }
}

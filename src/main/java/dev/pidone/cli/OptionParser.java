package dev.pidone.cli;

import dev.pidone.linux.ExitStatusMapping;
import dev.pidone.linux.NativeStrings;
import dev.pidone.linux.Printable;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.report.Log;
import java.util.ArrayList;
import java.util.List;

/** Checks options and puts them together. */
final class OptionParser {
    private static final String NO_COMMAND = "no command is given; usage: pidone [OPTIONS] [--] COMMAND [ARG...]";

    private final GivenOptions given;

    private OptionParser(GivenOptions given) {
        this.given = given;
    }

    /**
     * @param arguments argv, {@code argv[0]} included
     * @param environment entries {@code NAME=VALUE}
     */
    static Request parse(NativeStrings arguments, NativeStrings environment) throws UsageException {
        List<String> copies = copies(arguments);
        List<String> words = copies.subList(Math.min(1, copies.size()), copies.size());
        Arguments plain = PlainArguments.parse(words);
        Arguments given = plain == null ? PicocliArguments.parse(words) : plain;
        if (given.has(Option.HELP)) {
            return new Request.Print(Request.Text.HELP);
        }
        if (given.has(Option.VERSION)) {
            return new Request.Print(Request.Text.VERSION);
        }
        Options options = new OptionParser(new GivenOptions(given, copies(environment))).options();
        requireCommand(options.mode(), given.command());
        return new Request.Run(options, arguments.from(arguments.size() - given.command().size()), new String[0]);
    }

    private static List<String> copies(NativeStrings strings) {
        List<String> copies = new ArrayList<>();
        for (int index = 0; index < strings.size(); index++) {
            copies.add(strings.string(index));
        }
        return copies;
    }

    private static void requireCommand(ModeName mode, List<String> command) throws UsageException {
        if (mode == ModeName.PAUSE && !command.isEmpty()) {
            throw new UsageException("a command has no meaning with --pid1mode=pause, but "
                    + Printable.of(command.getFirst()) + " is given");
        }
        if (mode != ModeName.PAUSE && command.isEmpty()) {
            throw new UsageException(NO_COMMAND);
        }
    }

    private Options options() throws UsageException {
        ModeName mode = mode();
        for (Option option : Option.ALL) {
            if (given.isGiven(option) && !given.isSwitchedOff(option) && !option.modes().contains(mode)) {
                throw new UsageException(given.source(option) + " has no meaning with --pid1mode=" + mode);
            }
        }
        Options.Forwarding forwarding = new Options.Forwarding(given.count(Option.GROUP) > 0,
                given.count(Option.SESSION) > 0, mapping());
        return new Options(mode, logLevel(), subreaper(), forwarding, stopTimeout(),
                isChosen(Option.LEFTOVERS, "ignore", "terminate"), isChosen(Option.ORPHANS, "adopt", "terminate"),
                given.count(Option.WARN_ON_REAP) > 0, parentDeathSignal(), exitStatuses());
    }

    private ModeName mode() throws UsageException {
        String value = given.value(Option.PID1MODE);
        if (value == null) {
            return Options.DEFAULT.mode();
        }
        StringBuilder allowed = new StringBuilder();
        for (ModeName mode : ModeName.values()) {
            if (mode.toString().equals(value)) {
                return mode;
            }
            allowed.append(allowed.isEmpty() ? "" : ", ").append(mode);
        }
        throw notAllowed(Option.PID1MODE, value, allowed.toString());
    }

    /** Whether the second of the two values that an option allows is chosen. */
    private boolean isChosen(Option option, String first, String second) throws UsageException {
        String value = given.value(option);
        if (value == null || value.equals(first)) {
            return false;
        }
        if (value.equals(second)) {
            return true;
        }
        throw notAllowed(option, value, first + ", " + second);
    }

    private UsageException notAllowed(Option option, String value, String allowed) {
        return new UsageException(
                given.source(option) + ": " + Printable.of(value) + " is not allowed; allowed: " + allowed);
    }

    private Toggle subreaper() throws UsageException {
        boolean on = given.count(Option.SUBREAPER, Option.NO_SUBREAPER) > 0;
        boolean off = given.count(Option.NO_SUBREAPER, Option.SUBREAPER) > 0 || given.isSwitchedOff(Option.SUBREAPER);
        if (on && off) {
            throw contradiction(Option.SUBREAPER, Option.NO_SUBREAPER);
        }
        return on ? Toggle.ON : off ? Toggle.OFF : Toggle.DEFAULT;
    }

    private UsageException contradiction(Option one, Option other) {
        return new UsageException(given.source(one) + " and " + given.source(other) + " contradict each other");
    }

    private SignalMapping mapping() throws UsageException {
        SignalMapping mapping = new SignalMapping();
        for (String value : given.values(Option.REWRITE)) {
            int colon = value.indexOf(':');
            if (colon < 0) {
                throw notAllowed(Option.REWRITE, value, "FROM:TO");
            }
            try {
                String to = value.substring(colon + 1);
                mapping.replace(Values.signal(value.substring(0, colon)), to.equals("0") ? null : Values.signal(to));
            } catch (IllegalArgumentException e) {
                throw notAllowed(Option.REWRITE, value, "FROM:TO, each " + e.getMessage() + ", TO also 0");
            }
        }
        return mapping;
    }

    private long stopTimeout() throws UsageException {
        String value = given.value(Option.STOP_TIMEOUT);
        if (value == null) {
            return Options.DEFAULT.stopTimeout();
        }
        try {
            return Values.duration(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw notAllowed(Option.STOP_TIMEOUT, value, e.getMessage());
        }
    }

    private Signal parentDeathSignal() throws UsageException {
        String value = given.value(Option.PARENT_DEATH_SIGNAL);
        if (value == null) {
            return null;
        }
        try {
            return Values.signal(value);
        } catch (IllegalArgumentException e) {
            throw notAllowed(Option.PARENT_DEATH_SIGNAL, value, e.getMessage());
        }
    }

    private ExitStatusMapping exitStatuses() throws UsageException {
        ExitStatusMapping mapping = new ExitStatusMapping();
        for (String value : given.values(Option.REMAP_EXIT)) {
            int colon = value.indexOf(':');
            try {
                int from = Values.exitStatus(colon < 0 ? value : value.substring(0, colon));
                mapping.replace(from, colon < 0 ? 0 : Values.exitStatus(value.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw notAllowed(Option.REMAP_EXIT, value, e.getMessage());
            }
        }
        return mapping;
    }

    private Log.Level logLevel() throws UsageException {
        int verbose = given.count(Option.VERBOSE, Option.QUIET);
        boolean quiet = given.count(Option.QUIET, Option.VERBOSE) > 0;
        if (quiet && verbose > 0) {
            throw contradiction(Option.QUIET, Option.VERBOSE);
        }
        if (quiet) {
            return Log.Level.ERROR;
        }
        return switch (verbose) {
            case 0 -> Log.Level.WARN;
            case 1 -> Log.Level.INFO;
            case 2 -> Log.Level.DEBUG;
            default -> Log.Level.TRACE;
        };
    }
}

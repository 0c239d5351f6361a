package dev.pidone.cli;

import dev.pidone.linux.Printable;
import dev.pidone.report.Log;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Parses options with picocli, checks them, and puts them together. */
final class OptionParser {
    private static final String NO_COMMAND = "no command is given; usage: pidone [OPTIONS] [--] COMMAND [ARG...]";

    private OptionParser() {
    }

    /**
     * @param arguments argv without {@code argv[0]}
     * @param environment entries {@code NAME=VALUE}
     */
    static Request parse(List<String> arguments, List<String> environment) throws UsageException {
        CommandLine commandLine = OptionModel.create();
        ParseResult parsed = parse(commandLine, arguments);
        if (parsed.hasMatchedOption(Option.HELP.longName())) {
            return new Request.Print(HelpText.of(commandLine));
        }
        if (parsed.hasMatchedOption(Option.VERSION.longName())) {
            return new Request.Print(Version.text());
        }
        Options options = options(new GivenOptions(parsed, environment));
        return new Request.Run(options, command(parsed, arguments));
    }

    private static ParseResult parse(CommandLine commandLine, List<String> arguments) throws UsageException {
        try {
            return commandLine.parseArgs(arguments.toArray(new String[0]));
        } catch (ParameterException e) {
            throw new UsageException(Printable.line(e.getMessage()) + "; see pidone --help");
        }
    }

    /** The command is what the parser took nothing from: the tail of the arguments, byte for byte. */
    private static List<String> command(ParseResult parsed, List<String> arguments) throws UsageException {
        List<String> positionals = parsed.matchedPositionalValue(0, List.of());
        if (positionals.isEmpty()) {
            throw new UsageException(NO_COMMAND);
        }
        return arguments.subList(arguments.size() - positionals.size(), arguments.size());
    }

    private static Options options(GivenOptions given) throws UsageException {
        ModeName mode = mode(given);
        for (Option option : Option.ALL) {
            requireMeaning(option, mode, given);
        }
        return new Options(mode, logLevel(given), subreaper(given));
    }

    private static void requireMeaning(Option option, ModeName mode, GivenOptions given) throws UsageException {
        String source = given.source(option);
        if (source != null && !option.modes().contains(mode)) {
            throw new UsageException(source + " has no meaning with --pid1mode=" + mode);
        }
    }

    private static ModeName mode(GivenOptions given) throws UsageException {
        List<String> values = given.values(Option.PID1MODE);
        if (values.isEmpty()) {
            return Options.DEFAULT.mode();
        }
        StringBuilder allowed = new StringBuilder();
        for (ModeName mode : ModeName.values()) {
            if (mode.toString().equals(values.getLast())) {
                return mode;
            }
            allowed.append(allowed.isEmpty() ? "" : ", ").append(mode);
        }
        throw notAllowed(given.source(Option.PID1MODE), values.getLast(), allowed.toString());
    }

    private static UsageException notAllowed(String source, String value, String allowed) {
        return new UsageException(source + ": " + Printable.of(value) + " is not allowed; allowed: " + allowed);
    }

    private static Toggle subreaper(GivenOptions given) throws UsageException {
        boolean on = given.count(Option.SUBREAPER) > 0;
        boolean off = given.count(Option.NO_SUBREAPER) > 0;
        if (on && off) {
            throw contradiction(given, Option.SUBREAPER, Option.NO_SUBREAPER);
        }
        return on ? Toggle.ON : off ? Toggle.OFF : Toggle.DEFAULT;
    }

    private static UsageException contradiction(GivenOptions given, Option one, Option other) {
        return new UsageException(given.source(one) + " and " + given.source(other) + " contradict each other");
    }

    private static Log.Level logLevel(GivenOptions given) throws UsageException {
        int verbose = given.count(Option.VERBOSE);
        boolean quiet = given.count(Option.QUIET) > 0;
        if (quiet && verbose > 0) {
            throw contradiction(given, Option.QUIET, Option.VERBOSE);
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

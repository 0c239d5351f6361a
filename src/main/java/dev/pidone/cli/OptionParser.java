package dev.pidone.cli;

import dev.pidone.io.SharedOutput;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.UserName;
import dev.pidone.log.Level;
import dev.pidone.log.LogStyle;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.stop.StopPlan;
import dev.pidone.supervise.stop.StopPolicy;

/** Checks options and puts them together. */
final class OptionParser {
    private static final String NEEDS_MODE = " needs --pid1mode=";
    private static final String IN_MODE = " has no meaning with --pid1mode=";
    private static final int LONGEST_USER = 256;
    private static final String NOT_ALLOWED = " is not allowed; ";
    private static final String EXIT_STATUSES = "CODE or CODE:TO, both from 0 to 255";
    private static final String SIGNALS = "FROM:TO, each " + Values.SIGNAL + ", TO also 0";

    /** NAME_MAX of Linux. */
    private static final int LONGEST_FILE_NAME = 255;
    /** PATH_MAX of Linux, without the zero at the end. */
    static final int LONGEST_PATH = 4095;

    private final GivenOptions given;

    private OptionParser(GivenOptions given) {
        this.given = given;
    }

    /**
     * @param arguments argv, {@code argv[0]} included
     * @param environment entries {@code NAME=VALUE}
     */
    static Request parse(NativeStrings arguments, NativeStrings environment) throws UsageException {
        Arguments parsed = ArgumentParser.parse(arguments);
        if (parsed.count(Option.HELP) > 0) {
            return new Request.Print(Request.Text.HELP);
        }
        if (parsed.count(Option.VERSION) > 0) {
            return new Request.Print(Request.Text.VERSION);
        }
        Variables variables = new Variables(environment);
        Options options = new OptionParser(new GivenOptions(parsed, variables)).options();
        requireCommand(options.mode(), parsed.command());
        return new Request.Run(options, parsed.command(), variables.warnings());
    }

    private static void requireCommand(ModeName mode, NativeStrings command) throws UsageException {
        if (mode == ModeName.PAUSE && command.size() > 0) {
            throw new Complaint().text("a command has no meaning with --pid1mode=pause, but ")
                    .quoted(Word.of(command, 0)).text(" is given").exception();
        }
        if (mode != ModeName.PAUSE && command.size() == 0) {
            throw new Complaint()
                    .text("no command is given; usage: pidone [OPTIONS] [--] COMMAND [ARG...]; see pidone --help")
                    .exception();
        }
    }

    private Options options() throws UsageException {
        ModeName mode = mode();
        for (int ordinal = 0; ordinal < Option.count(); ordinal++) {
            Option option = Option.at(ordinal);
            if (given.isGiven(option) && !given.isSwitchedOff(option) && !option.hasMeaningIn(mode)) {
                throw given.about(option).text(isNamed() ? IN_MODE : NEEDS_MODE)
                        .text((isNamed() ? mode : option.onlyMode()).toString()).exception();
            }
        }
        Options.Forwarding forwarding = new Options.Forwarding(given.count(Option.GROUP) > 0,
                given.count(Option.SESSION) > 0, mapping());
        return new Options(mode, logLevel(), subreaper(), forwarding, stopping(),
                isChosen(Option.LEFTOVERS, "ignore", "terminate"), isChosen(Option.ORPHANS, "adopt", "terminate"),
                given.count(Option.WARN_ON_REAP) > 0, parentDeathSignal(),
                new Options.Start(user(), given.count(Option.RESET_SIGNALS) > 0), exitStatuses(), containment(),
                messages());
    }

    /** Whether the user has named a mode. */
    private boolean isNamed() {
        return given.isGiven(Option.PID1MODE) || given.isGiven(Option.PAUSE);
    }

    private Options.Messages messages() throws UsageException {
        long waitReport = duration(Option.WAIT_REPORT);
        if (waitReport < 0) {
            waitReport = Options.Messages.DEFAULT.waitReport();
        } else if (waitReport == 0) {
            waitReport = Clock.NEVER;
        }
        return new Options.Messages(new LogStyle(isChosen(Option.LOG_FORMAT, "text", "json"), color()), waitReport,
                file(Option.TERMINATION_LOG), file(Option.REPORT), statusDescriptor());
    }

    /** The name of a file, {@code null} if none is given. */
    private String file(Option option) throws UsageException {
        Word file = given.value(option);
        if (file != null && (file.isEmpty() || file.length() > LONGEST_PATH)) {
            throw allowing(option, file, "the name of a file, up to 4095 bytes");
        }
        return file == null ? null : file.toString();
    }

    /** A descriptor, -1 if none is given. */
    private int statusDescriptor() throws UsageException {
        Word value = given.value(Option.STATUS_FD);
        if (value == null) {
            return -1;
        }
        int descriptor = Values.descriptor(value);
        if (descriptor < 0) {
            throw allowing(Option.STATUS_FD, value, "the number of a descriptor");
        }
        if (!SharedOutput.isGiven(descriptor)) {
            throw notAllowed(Option.STATUS_FD, value).text("it is not open for writing").exception();
        }
        return descriptor;
    }

    private LogStyle.Color color() throws UsageException {
        Word value = given.value(Option.COLOR);
        if (value == null || value.isEqual("auto")) {
            return LogStyle.Color.AUTO;
        }
        if (value.isEqual("always")) {
            return LogStyle.Color.ALWAYS;
        }
        if (value.isEqual("never")) {
            return LogStyle.Color.NEVER;
        }
        throw allowing(Option.COLOR, value, "auto, always, never");
    }

    private Options.Containment containment() throws UsageException {
        return new Options.Containment(given.count(Option.PID_NAMESPACE) > 0, duration(Option.WAIT_LIMIT), exceptions(),
                isChosen(Option.SIGNALS_FROM, "anyone", "outside"), limit(Option.STRANGER_LIMIT));
    }

    private String[] exceptions() throws UsageException {
        Word[] values = given.values(Option.EXCEPT);
        String[] names = new String[values.length];
        for (int index = 0; index < names.length; index++) {
            if (values[index].isEmpty() || values[index].indexOf('/') >= 0
                    || values[index].length() > LONGEST_FILE_NAME) {
                throw allowing(Option.EXCEPT, values[index], "the name of a program, without its directory");
            }
            names[index] = values[index].toString();
        }
        return names;
    }

    private ModeName mode() throws UsageException {
        boolean pause = given.count(Option.PAUSE, Option.PID1MODE) > 0;
        ModeName named = given.isOutdone(Option.PID1MODE, Option.PAUSE) ? null : namedMode();
        if (pause && named != null && named != ModeName.PAUSE) {
            throw contradiction(Option.PAUSE, Option.PID1MODE);
        }
        return pause ? ModeName.PAUSE : named == null ? Options.DEFAULT.mode() : named;
    }

    /** The mode that is called by its name, {@code null} if none is. */
    private ModeName namedMode() throws UsageException {
        Word value = given.value(Option.PID1MODE);
        if (value == null) {
            return null;
        }
        ModeName[] modes = ModeName.values();
        for (int index = 0; index < modes.length; index++) {
            if (value.isEqual(modes[index].toString())) {
                return modes[index];
            }
        }
        throw allowing(Option.PID1MODE, value, "wait, wait-all-children, exec, pause");
    }

    /** Whether the second of the two values that an option allows is chosen. */
    private boolean isChosen(Option option, String first, String second) throws UsageException {
        Word value = given.value(option);
        if (value == null || value.isEqual(first)) {
            return false;
        }
        if (value.isEqual(second)) {
            return true;
        }
        throw allowing(option, value, first + ", " + second);
    }

    private UsageException allowing(Option option, Word value, String allowed) {
        return notAllowed(option, value).text("allowed: ").text(allowed).exception();
    }

    private Complaint notAllowed(Option option, Word value) {
        return given.about(option).text(": ").quoted(value).text(NOT_ALLOWED);
    }

    /** It is one unless that is switched off. */
    private boolean subreaper() throws UsageException {
        boolean on = given.count(Option.SUBREAPER, Option.NO_SUBREAPER) > 0;
        boolean off = given.count(Option.NO_SUBREAPER, Option.SUBREAPER) > 0 || given.isSwitchedOff(Option.SUBREAPER);
        if (on && off) {
            throw contradiction(Option.SUBREAPER, Option.NO_SUBREAPER);
        }
        return !off;
    }

    private UsageException contradiction(Option one, Option other) {
        return given.name(given.about(one).text(" and "), other).text(" contradict each other").exception();
    }

    private SignalMapping mapping() throws UsageException {
        SignalMapping mapping = new SignalMapping();
        for (Word value : given.values(Option.REWRITE)) {
            rewrite(mapping, value);
        }
        return mapping;
    }

    private void rewrite(SignalMapping mapping, Word value) throws UsageException {
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw allowing(Option.REWRITE, value, "FROM:TO");
        }
        Signal from = Values.signal(value.before(colon));
        Word to = value.from(colon + 1);
        Signal replacement = to.isEqual("0") ? null : Values.signal(to);
        if (from == null || replacement == null && !to.isEqual("0")) {
            throw allowing(Option.REWRITE, value, SIGNALS);
        }
        if (from == Signal.KILL || from == Signal.STOP) {
            throw notAllowed(Option.REWRITE, value).text("KILL and STOP cannot be caught").exception();
        }
        mapping.replace(from, replacement);
    }

    private StopPolicy stopping() throws UsageException {
        return new StopPolicy(stopPlan(), limit(Option.TIME_LIMIT), given.count(Option.STOP_ON_STDIN_END) > 0,
                given.count(Option.SUCCESS_ON_STOP) > 0);
    }

    /** A limit of nothing is none, as for timeout(1). */
    private long limit(Option option) throws UsageException {
        long limit = duration(option);
        return limit == 0 ? Clock.NEVER : limit;
    }

    /** A variable does not count against the other option on the command line. */
    private StopPlan stopPlan() throws UsageException {
        boolean hasPlan = given.isGiven(Option.STOP) && !given.isOutdone(Option.STOP, Option.STOP_TIMEOUT);
        boolean hasTimeout = given.isGiven(Option.STOP_TIMEOUT) && !given.isOutdone(Option.STOP_TIMEOUT, Option.STOP);
        if (hasPlan && hasTimeout) {
            throw contradiction(Option.STOP, Option.STOP_TIMEOUT);
        }
        if (hasTimeout) {
            return StopPlan.timeout(duration(Option.STOP_TIMEOUT));
        }
        return hasPlan ? StopPlanParser.parse(given, given.value(Option.STOP)) : StopPlan.NONE;
    }

    /** A time, -1 if none is given. */
    private long duration(Option option) throws UsageException {
        Word value = given.value(option);
        long duration = value == null ? -1 : Values.duration(value);
        if (value != null && duration < 0) {
            throw allowing(option, value, Values.DURATION);
        }
        return duration;
    }

    private Signal parentDeathSignal() throws UsageException {
        Word value = given.value(Option.PARENT_DEATH_SIGNAL);
        Signal signal = value == null ? null : Values.signal(value);
        if (value != null && signal == null) {
            throw allowing(Option.PARENT_DEATH_SIGNAL, value, Values.SIGNAL);
        }
        return signal;
    }

    private UserName user() throws UsageException {
        Word value = given.value(Option.USER);
        if (value == null) {
            return null;
        }
        int colon = value.indexOf(':');
        Word user = colon < 0 ? value : value.before(colon);
        Word group = colon < 0 ? null : value.from(colon + 1);
        if (user.isEmpty() || group != null && (group.isEmpty() || group.indexOf(':') >= 0)
                || value.length() > LONGEST_USER) {
            throw allowing(Option.USER, value, "USER or USER:GROUP, each a name or a number");
        }
        return new UserName(user.copy(), group == null ? null : group.copy());
    }

    private ExitStatusMapping exitStatuses() throws UsageException {
        ExitStatusMapping mapping = new ExitStatusMapping();
        for (Word value : given.values(Option.REMAP_EXIT)) {
            int colon = value.indexOf(':');
            int from = Values.exitStatus(colon < 0 ? value : value.before(colon));
            int to = colon < 0 ? 0 : Values.exitStatus(value.from(colon + 1));
            if (from < 0 || to < 0) {
                throw allowing(Option.REMAP_EXIT, value, EXIT_STATUSES);
            }
            mapping.replace(from, to);
        }
        return mapping;
    }

    private Level logLevel() throws UsageException {
        int verbose = given.count(Option.VERBOSE, Option.QUIET);
        boolean quiet = given.count(Option.QUIET, Option.VERBOSE) > 0;
        if (quiet && verbose > 0) {
            throw contradiction(Option.QUIET, Option.VERBOSE);
        }
        if (quiet) {
            return Level.ERROR;
        }
        return switch (verbose) {
            case 0 -> Level.WARN;
            case 1 -> Level.INFO;
            case 2 -> Level.DEBUG;
            default -> Level.TRACE;
        };
    }
}

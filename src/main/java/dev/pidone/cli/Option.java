package dev.pidone.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An option: what the parser, the help text, the environment variables and the check of modes need to know of it.
 *
 * @param names the short name, if it has one, and the long name
 * @param parameter what its value is called in the help text; {@code null} if it takes none
 * @param repeatable whether each further use adds to the ones before
 * @param modes the modes in which it has a meaning
 * @param description lines of the help text
 */
record Option(List<String> names, String parameter, boolean repeatable, Set<ModeName> modes, String... description) {
    private static final Set<ModeName> ALL_MODES = EnumSet.allOf(ModeName.class);
    private static final Set<ModeName> WAITING_MODES = EnumSet.of(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN);

    static final Option PID1MODE = new Option(List.of("--pid1mode"), "MODE", false, ALL_MODES,
            "When to end. wait: when the command has ended (the default). wait-all-children: when every process has"
                    + " ended. exec: at once, by becoming the command.");
    static final Option SUBREAPER = new Option(List.of("-s", "--subreaper"), null, false, WAITING_MODES,
            "Adopt orphans although pidone is not PID 1. That is the default.");
    static final Option NO_SUBREAPER = new Option(List.of("--no-subreaper"), null, false, WAITING_MODES,
            "Leave orphans to another process where pidone is not PID 1.");
    static final Option VERBOSE = new Option(List.of("-v", "--verbose"), null, true, ALL_MODES,
            "Say more on standard error: -v info, -vv debug, -vvv trace.");
    static final Option QUIET = new Option(List.of("-q", "--quiet"), null, false, ALL_MODES,
            "Say nothing on standard error but errors.");
    static final Option HELP = new Option(List.of("-h", "--help"), null, false, ALL_MODES, "Print this help and end.");
    static final Option VERSION = new Option(List.of("-V", "--version"), null, false, ALL_MODES,
            "Print the version and end.");

    /** All options, in the order of the help text. */
    static final List<Option> ALL = List.of(PID1MODE, SUBREAPER, NO_SUBREAPER, VERBOSE, QUIET, HELP, VERSION);

    /** The name by which messages speak of it. */
    String longName() {
        return names.getLast();
    }

    /** The environment variable that stands for it: PIDONE_ and the long name. */
    String variable() {
        return Cli.VARIABLE_PREFIX + longName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    boolean isFlag() {
        return parameter == null;
    }
}

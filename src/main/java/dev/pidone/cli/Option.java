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
 * @param description the text of the help
 */
record Option(List<String> names, String parameter, boolean repeatable, Set<ModeName> modes, String description) {
    private static final Set<ModeName> ANY_MODE = EnumSet.allOf(ModeName.class);
    private static final Set<ModeName> WITH_CHILDREN = EnumSet.complementOf(EnumSet.of(ModeName.EXEC));
    private static final Set<ModeName> WITH_COMMAND = EnumSet.of(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN);
    private static final Set<ModeName> ONLY_WAIT = EnumSet.of(ModeName.WAIT);

    static final Option PID1MODE = new Option(List.of("--pid1mode"), "MODE", false, ANY_MODE,
            "When to end. wait: when the command has ended (the default). wait-all-children: when every process has"
                    + " ended. exec: at once, by becoming the command. pause: there is no command; on TERM or INT.");
    static final Option GROUP = new Option(List.of("-g", "--group"), null, false, ONLY_WAIT,
            "Forward signals to the command's process group, not to the command alone.");
    static final Option SESSION = new Option(List.of("--session"), null, false, WITH_COMMAND,
            "Start the command in a new session and hand it the controlling terminal.");
    static final Option REWRITE = new Option(List.of("-r", "--rewrite"), "FROM:TO", true, WITH_COMMAND,
            "Forward signal TO where FROM arrives; TO 0 drops it. Names or numbers: TERM:QUIT, 15:3, USR1:RTMIN+3."
                    + " Repeatable.");
    static final Option STOP_TIMEOUT = new Option(List.of("--stop-timeout"), "DURATION", false, WITH_COMMAND,
            "SIGKILL what is left DURATION after the first TERM, INT or QUIT: 10s, 1m30s, 500ms.");
    static final Option LEFTOVERS = new Option(List.of("--leftovers"), "WHAT", false, ONLY_WAIT,
            "What to do with processes that still run when the command has ended. ignore: leave them. terminate: TERM,"
                    + " after the stop timeout (5s) KILL.");
    static final Option ORPHANS = new Option(List.of("--orphans"), "WHAT", false, WITH_COMMAND,
            "What to do with processes of the command's session whose parent has died. adopt: wait for them to end."
                    + " terminate: TERM, after the stop timeout (5s) KILL.");
    static final Option REMAP_EXIT = new Option(List.of("-e", "--remap-exit"), "CODE[:TO]", true, WITH_COMMAND,
            "End with TO (default 0) where the command ended with CODE. Repeatable.");
    static final Option PARENT_DEATH_SIGNAL = new Option(List.of("-p", "--parent-death-signal"), "SIGNAL", false,
            ANY_MODE, "Have the kernel send SIGNAL when the process that started pidone dies.");
    static final Option SUBREAPER = new Option(List.of("-s", "--subreaper"), null, false, WITH_CHILDREN,
            "Adopt orphans although pidone is not PID 1. That is the default.");
    static final Option NO_SUBREAPER = new Option(List.of("--no-subreaper"), null, false, WITH_CHILDREN,
            "Leave orphans to another process where pidone is not PID 1.");
    static final Option WARN_ON_REAP = new Option(List.of("-w", "--warn-on-reap"), null, false, WITH_CHILDREN,
            "Print a warning for every orphan that is reaped.");
    static final Option VERBOSE = new Option(List.of("-v", "--verbose"), null, true, ANY_MODE,
            "Say more on standard error: -v info, -vv debug, -vvv trace.");
    static final Option QUIET = new Option(List.of("-q", "--quiet"), null, false, ANY_MODE,
            "Say nothing on standard error but errors.");
    static final Option HELP = new Option(List.of("-h", "--help"), null, false, ANY_MODE, "Print this help and end.");
    static final Option VERSION = new Option(List.of("-V", "--version"), null, false, ANY_MODE,
            "Print the version and end.");

    /** All options, in the order of the help text. */
    static final List<Option> ALL = List.of(PID1MODE, GROUP, SESSION, REWRITE, STOP_TIMEOUT, LEFTOVERS, ORPHANS,
            REMAP_EXIT, PARENT_DEATH_SIGNAL, SUBREAPER, NO_SUBREAPER, WARN_ON_REAP, VERBOSE, QUIET, HELP, VERSION);

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

package dev.pidone.cli;

/**
 * An option: what the parser, the environment variables, the check of modes and the texts need to know of it. Its
 * constant is called as its long name and its environment variable are. Within a group the texts keep this order.
 */
public enum Option {
    @Described(group = Described.Group.MODE, choices = {"wait", "wait-all-children", "exec",
            "pause"}, text = "When to end. wait: when the command has ended (the default). wait-all-children: when"
                    + " every process has ended. exec: at once, by becoming the command. pause: there is no command;"
                    + " on TERM or INT.")
    PID1MODE(Option.NO_LETTER, "--pid1mode", "MODE", Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.MODE, text = "Short for --pid1mode=pause, as catatonit has it.")
    PAUSE('P', "--pause", null, Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.SIGNALS, text = "Forward signals to the command's process group, not to the"
            + " command alone.")
    GROUP('g', "--group", null, Repeated.REPLACES, Scope.ONLY_WAIT),

    @Described(group = Described.Group.PROCESSES, text = "Start the command in a new session and hand it the"
            + " controlling terminal.")
    SESSION(Option.NO_LETTER, "--session", null, Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.SIGNALS, text = "Forward signal TO where FROM arrives; TO 0 drops it. Names or"
            + " numbers: 15:3, TERM:QUIT, USR1:RTMIN+3. Repeatable.")
    REWRITE('r', "--rewrite", "FROM:TO", Repeated.ADDS, Scope.WITH_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "What to do when TERM, INT or QUIT arrives: steps with commas"
            + " between them. wait:10s sends nothing yet; forward:10s passes the signal on; QUIT:5s sends this one, to"
            + " @command, @group or @all (QUIT@all:5s); run=FILE:10s runs a program. Each step lasts until its time is"
            + " over or the end is reached. Example: wait:15s,forward:20s,QUIT:2s,KILL@all.")
    STOP(Option.NO_LETTER, "--stop", "PLAN", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "SIGKILL what is left DURATION after the first TERM, INT or"
            + " QUIT: 10s, 1m30s, 500ms. Short for --stop=forward:DURATION,KILL@all.")
    STOP_TIMEOUT(Option.NO_LETTER, "--stop-timeout", "DURATION", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "Stop after DURATION, by the stop plan (without one:"
            + " TERM:5s,KILL@all), and end with 124. 0s: never.")
    TIME_LIMIT(Option.NO_LETTER, "--time-limit", "DURATION", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "Stop as after --time-limit when nobody can write to standard input"
            + " any more: the client at the other end of the pipe or socket has gone. The status is the command's.")
    STOP_ON_STDIN_END(Option.NO_LETTER, "--stop-on-stdin-end", null, Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "End with 0 where the command was told to end and ended by that"
            + " signal, or with 128 plus its number; not where anybody had to be killed.")
    SUCCESS_ON_STOP(Option.NO_LETTER, "--success-on-stop", null, Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.PROCESSES, choices = {"ignore", "terminate"}, text = "What to do with processes"
            + " that still run when the command has ended. ignore: leave them. terminate: TERM, after the stop timeout"
            + " (5s) KILL.")
    LEFTOVERS(Option.NO_LETTER, "--leftovers", "WHAT", Repeated.REPLACES, Scope.ONLY_WAIT),

    @Described(group = Described.Group.PROCESSES, choices = {"adopt", "terminate"}, text = "What to do with processes"
            + " of the command's session whose parent has died. adopt: wait for them to end. terminate: TERM, after"
            + " the stop timeout (5s) KILL.")
    ORPHANS(Option.NO_LETTER, "--orphans", "WHAT", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.PROCESSES, text = "Run the command as this user, in this group (otherwise the"
            + " user's own groups), with its HOME. Names or numbers.")
    USER(Option.NO_LETTER, "--user", "USER[:GROUP]", Repeated.REPLACES, Scope.ANY_COMMAND),

    @Described(group = Described.Group.STOPPING, text = "End with TO (default 0) where the command ended with CODE."
            + " Repeatable.")
    REMAP_EXIT('e', "--remap-exit", "CODE[:TO]", Repeated.ADDS, Scope.WITH_COMMAND),

    @Described(group = Described.Group.SIGNALS, text = "Have the kernel send SIGNAL when the thread that started pidone"
            + " ends, with its process or before (prctl(2)).")
    PARENT_DEATH_SIGNAL('p', "--parent-death-signal", "SIGNAL", Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.SIGNALS, text = "Start the command with every signal at its default and none"
            + " blocked, whatever pidone was started with.")
    RESET_SIGNALS(Option.NO_LETTER, "--reset-signals", null, Repeated.REPLACES, Scope.ANY_COMMAND),

    @Described(group = Described.Group.PROCESSES, text = "Run in a new PID namespace, from which no process escapes: it"
            + " ends when pidone does.")
    PID_NAMESPACE(Option.NO_LETTER, "--pid-namespace", null, Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.PROCESSES, text = "Wait for the other processes DURATION from the command's end,"
            + " then TERM, after the stop timeout (5s) KILL.")
    WAIT_LIMIT(Option.NO_LETTER, "--wait-limit", "DURATION", Repeated.REPLACES, Scope.ONLY_WAIT_ALL),

    @Described(group = Described.Group.PROCESSES, text = "Do not wait for programs of this name: when only they are left,"
            + " TERM, after the stop timeout (5s) KILL. Repeatable.")
    EXCEPT(Option.NO_LETTER, "--except", "NAME", Repeated.ADDS, Scope.ONLY_WAIT_ALL),

    @Described(group = Described.Group.PROCESSES, text = "As PID 1, end processes that have entered from outside (docker"
            + " exec, probes) and are older than DURATION: TERM, after the stop timeout (5s) KILL. 0s: never.")
    STRANGER_LIMIT(Option.NO_LETTER, "--stranger-limit", "DURATION", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.SIGNALS, choices = {"anyone", "outside"}, text = "Whose signals pidone takes as"
            + " PID 1. anyone: everybody's. outside: not those of processes in the PID namespace.")
    SIGNALS_FROM(Option.NO_LETTER, "--signals-from", "WHOM", Repeated.REPLACES, Scope.WITH_CHILDREN),

    @Described(group = Described.Group.PROCESSES, text = "Adopt orphans although pidone is not PID 1. That is the"
            + " default.")
    SUBREAPER('s', "--subreaper", null, Repeated.REPLACES, Scope.WITH_CHILDREN),

    @Described(group = Described.Group.PROCESSES, text = "Leave orphans to another process where pidone is not PID 1.")
    NO_SUBREAPER(Option.NO_LETTER, "--no-subreaper", null, Repeated.REPLACES, Scope.WITH_CHILDREN),

    @Described(group = Described.Group.MESSAGES, text = "Print a warning for every orphan that is reaped.")
    WARN_ON_REAP('w', "--warn-on-reap", null, Repeated.REPLACES, Scope.WITH_CHILDREN),

    @Described(group = Described.Group.MESSAGES, text = "Write an HTML page to FILE at the end: what ran when, which"
            + " signals came, who held up the end.")
    REPORT(Option.NO_LETTER, "--report", "FILE", Repeated.REPLACES, Scope.WITH_CHILDREN),

    @Described(group = Described.Group.MESSAGES, text = "Say more on standard error: -v info, -vv debug, -vvv trace.")
    VERBOSE('v', "--verbose", null, Repeated.ADDS, Scope.ANY_MODE),

    @Described(group = Described.Group.MESSAGES, text = "Say nothing on standard error but errors.")
    QUIET('q', "--quiet", null, Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.MESSAGES, text = "Say who is waited for DURATION (5s) after a signal that asks to"
            + " end, or the command's end, and again and again, less and less often. 0s: never.")
    WAIT_REPORT(Option.NO_LETTER, "--wait-report", "DURATION", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.MESSAGES, text = "Write into FILE, in one line, how and why it has ended."
            + " Kubernetes shows /dev/termination-log.")
    TERMINATION_LOG(Option.NO_LETTER, "--termination-log", "FILE", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.MESSAGES, text = "Tell the program that reads from descriptor N what becomes of the"
            + " command, an object of JSON a line. The command does not inherit it.")
    STATUS_FD(Option.NO_LETTER, "--status-fd", "N", Repeated.REPLACES, Scope.WITH_COMMAND),

    @Described(group = Described.Group.MESSAGES, choices = {"text",
            "json"}, text = "How messages look. text: for people" + " (the default). json: an object a line.")
    LOG_FORMAT(Option.NO_LETTER, "--log-format", "FORMAT", Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.MESSAGES, choices = {"auto", "always", "never"}, text = "Colours in messages."
            + " auto: on a terminal, unless NO_COLOR is set (the default).")
    COLOR(Option.NO_LETTER, "--color", "WHEN", Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.OTHER, text = "Print this help and end.")
    HELP('h', "--help", null, Repeated.REPLACES, Scope.ANY_MODE),

    @Described(group = Described.Group.OTHER, text = "Print the version and end.")
    VERSION('V', "--version", null, Repeated.REPLACES, Scope.ANY_MODE);

    /** What the names of their environment variables begin with. */
    static final String VARIABLE_PREFIX = "PIDONE_";

    private static final char NO_LETTER = '\0';
    private static final Option[] ALL = values();

    private final char letter;
    private final String longName;
    private final String parameter;
    private final Repeated repeated;
    private final Scope scope;

    /**
     * @param parameter what its value is called in the texts; {@code null} if it takes none
     */
    Option(char letter, String longName, String parameter, Repeated repeated, Scope scope) {
        this.letter = letter;
        this.longName = longName;
        this.parameter = parameter;
        this.repeated = repeated;
        this.scope = scope;
    }

    /** What a further use of an option means. */
    private enum Repeated {
        ADDS,
        REPLACES
    }

    /** The modes in which an option has a meaning. */
    private enum Scope {
        ANY_MODE(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN, ModeName.EXEC, ModeName.PAUSE),
        WITH_CHILDREN(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN, ModeName.PAUSE),
        ANY_COMMAND(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN, ModeName.EXEC),
        WITH_COMMAND(ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN),
        ONLY_WAIT(ModeName.WAIT),
        ONLY_WAIT_ALL(ModeName.WAIT_ALL_CHILDREN);

        private final ModeName[] modes;

        Scope(ModeName... modes) {
            this.modes = modes;
        }
    }

    /** How many there are. */
    static int count() {
        return ALL.length;
    }

    static Option at(int ordinal) {
        return ALL[ordinal];
    }

    /** The option of a name, long or short, with its dashes; {@code null} if there is none. */
    static Option named(Word name) {
        if (name.length() == 2 && name.at(0) == '-') {
            return withLetter(name.at(1));
        }
        for (Option option : ALL) {
            if (name.isEqual(option.longName)) {
                return option;
            }
        }
        return null;
    }

    /** The option whose short name is a letter, {@code null} if there is none. */
    static Option withLetter(int letter) {
        for (Option option : ALL) {
            if (option.letter == letter && letter != NO_LETTER) {
                return option;
            }
        }
        return null;
    }

    /** The name by which messages speak of it, such as {@code --stop-timeout}. */
    public String longName() {
        return longName;
    }

    /** The short name, such as {@code -g}; {@code null} if it has none. */
    public String shortName() {
        return letter == NO_LETTER ? null : "-" + letter;
    }

    /** What its value is called in the texts; {@code null} if it takes none. */
    public String parameter() {
        return parameter;
    }

    public boolean isFlag() {
        return parameter == null;
    }

    /** Whether each further use adds to the ones before; otherwise the last counts. */
    public boolean isRepeatable() {
        return repeated == Repeated.ADDS;
    }

    /**
     * Whether an environment variable stands for it. Not for what prints a text and ends: images use PIDONE_VERSION for
     * purposes of their own.
     */
    public boolean hasVariable() {
        return this != HELP && this != VERSION;
    }

    /** The first of the modes in which it can be given. */
    ModeName onlyMode() {
        return scope.modes[0];
    }

    /** Whether it can be given in a mode. */
    public boolean hasMeaningIn(ModeName mode) {
        for (ModeName one : scope.modes) {
            if (one == mode) {
                return true;
            }
        }
        return false;
    }
}

package dev.pidone.texts;

import java.util.List;

/** What the help and the man page say besides the options. */
final class Usage {
    static final String SYNOPSIS = "pidone [OPTIONS] [--] COMMAND [ARG...]";
    static final String DESCRIPTION = "The first process of a container: starts COMMAND, forwards signals to it, reaps"
            + " orphans and ends with its exit status.";
    static final String OPTIONS_END = "Options end at the first word that is none.";
    static final String VARIABLES = "An option can also be set by an environment variable, PIDONE_ and its long"
            + " name: PIDONE_PID1MODE=exec. The command line wins.";
    static final String VALUES_OF_VARIABLES = "A variable that stands for an option without a value is 1, true, yes or on;"
            + " or 0, false, no or off. PIDONE_VERBOSE is a number, too. Several values of one option are separated by"
            + " commas or spaces.";
    static final List<Example> EXAMPLES = List.of(
            new Example("pidone -- nginx -g 'daemon off;'", "End when nginx ends, with its exit status."),
            new Example("pidone --pid1mode=wait-all-children -- make release",
                    "End when make and every daemon it has left behind have ended."),
            new Example("pidone --pid1mode=exec -- /lib/systemd/systemd", "Become systemd, which is PID 1 then."));
    static final List<Status> STATUSES = List.of(new Status("the command's", "if it has ended by itself"),
            new Status("128+N", "if signal N has killed it"), new Status("124", "if the time limit was over"),
            new Status("125", "if pidone failed or was called wrongly"),
            new Status("126", "if the command cannot be executed"), new Status("127", "if it was not found"));

    private Usage() {
    }

    record Example(String call, String effect) {
    }

    record Status(String status, String meaning) {
    }
}

package dev.pidone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What {@code --help} prints: 80 columns, an example for each mode. */
final class HelpText {
    private HelpText() {
    }

    static String of(CommandLine commandLine) {
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.width(80);
        usage.sortOptions(false);
        usage.customSynopsis("pidone [OPTIONS] [--] COMMAND [ARG...]");
        usage.description("", "The first process of a container: starts COMMAND, forwards signals to it, reaps orphans"
                + " and ends with its exit status.", "");
        usage.footer("",
                "Options end at the first word that is none. Each option can also be set by an environment"
                        + " variable, PIDONE_ and its long name: PIDONE_PID1MODE=exec.",
                "", "Examples:", "  pidone -- nginx -g 'daemon off;'", "    End when nginx ends, with its exit status.",
                "  pidone --pid1mode=wait-all-children -- make release",
                "    End when make and every daemon it has left behind have ended.",
                "  pidone --pid1mode=exec -- /lib/systemd/systemd", "    Become systemd, which is PID 1 then.", "",
                "Exit status: the command's; 128+N if signal N killed it; 125 if pidone failed or was called wrongly;"
                        + " 126 if the command cannot be executed; 127 if it was not found.");
        return commandLine.getUsageMessage(Ansi.OFF);
    }
}

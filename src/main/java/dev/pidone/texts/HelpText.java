package dev.pidone.texts;

import dev.pidone.cli.Described;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What {@code --help} prints: 80 columns, the options in groups, an example for each mode. */
final class HelpText {
    private static final int COLUMNS = 80;

    private HelpText() {
    }

    static String text() {
        CommandLine commandLine = OptionModel.create();
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.width(COLUMNS);
        usage.sortOptions(false);
        usage.customSynopsis(Usage.SYNOPSIS);
        usage.description("", Usage.DESCRIPTION);
        usage.footer(footer());
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::options);
        return commandLine.getUsageMessage(Ansi.OFF);
    }

    private static String options(Help help) {
        StringBuilder text = new StringBuilder();
        for (Described.Group group : Described.Group.values()) {
            text.append(String.format("%n%s:%n", group.heading()))
                    .append(help.optionListExcludingGroups(OptionModel.options(help.commandSpec(), group)));
        }
        return text.toString();
    }

    private static String[] footer() {
        StringBuilder lines = new StringBuilder("\n").append(Usage.OPTIONS_END).append(' ').append(Usage.VARIABLES)
                .append("\n\nExamples:\n");
        for (Usage.Example example : Usage.EXAMPLES) {
            lines.append("  ").append(example.call()).append("\n    ").append(example.effect()).append('\n');
        }
        lines.append("\nExit status: ");
        for (Usage.Status status : Usage.STATUSES) {
            lines.append(status == Usage.STATUSES.getFirst() ? "" : "; ").append(status.status()).append(' ')
                    .append(status.meaning());
        }
        return lines.append('.').toString().split("\n");
    }
}

package dev.pidone.texts;

import dev.pidone.cli.Described;
import dev.pidone.cli.ModeName;
import dev.pidone.cli.Option;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The page docs/options.md, in Markdown. */
final class OptionsPage {
    private static final String HEAD = """
            # Options

            <!-- Made by the build, of what dev.pidone.cli.Option says: copy target/native/options.md here. -->

            `SYNOPSIS`

            ENDS Nothing after it is touched: it belongs to the command. `--` ends them in any case.

            - VARIABLES
            - VALUES
            - An option that has no meaning in the chosen mode is an error: exit status 125, and nothing is started.

            [signals.md](signals.md) says exactly who gets which signal, [stopping.md](stopping.md) what a stop plan is,
            [exit-statuses.md](exit-statuses.md) what pidone ends with.
            """;
    /** What is typed as it stands: options, variables, and words with a colon or an at sign in them. */
    private static final Pattern CODE = Pattern
            .compile("(?<!\\w)(--?[a-z][a-z\\d-]*(=[\\w:,@]*\\w)?|PIDONE_\\w*(=\\w+)?|@\\w+|[\\w=]+[:@][\\w:@,+]*\\w)");

    private OptionsPage() {
    }

    static String text() {
        StringBuilder page = new StringBuilder(HEAD.replace("SYNOPSIS", Usage.SYNOPSIS)
                .replace("ENDS", Usage.OPTIONS_END).replace("VARIABLES", code(Usage.VARIABLES))
                .replace("VALUES", code(Usage.VALUES_OF_VARIABLES)));
        CommandSpec spec = OptionModel.create().getCommandSpec();
        for (Described.Group group : Described.Group.values()) {
            page.append("\n## ").append(group.heading())
                    .append("\n\n| option | variable | modes | meaning |\n|---|---|---|---|\n");
            OptionModel.options(spec, group).forEach(option -> page.append(row(OptionModel.option(option))));
        }
        return page.toString();
    }

    private static String row(Option option) {
        String value = option.isFlag() ? "" : "=" + option.parameter();
        String names = (option.shortName() == null ? "" : "`" + option.shortName() + "`, ") + "`" + option.longName()
                + value + "`";
        String variable = option.hasVariable() ? "`PIDONE_" + option.name() + "`" : "";
        return "| %s | %s | %s | %s |\n".formatted(names, variable, modes(option),
                code(OptionModel.description(option).text()));
    }

    private static String modes(Option option) {
        List<ModeName> modes = Stream.of(ModeName.values()).filter(option::hasMeaningIn).toList();
        if (modes.size() == ModeName.values().length) {
            return "all";
        }
        return modes.stream().map(mode -> "`" + mode + "`").collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return CODE.matcher(text).replaceAll("`$1`");
    }
}

package dev.pidone.texts;

import dev.pidone.cli.Described;
import dev.pidone.cli.Option;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page pidone(1), in the language of mdoc(7). */
final class ManPage {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH);
    private static final int COLUMNS = 80;

    private final StringBuilder page = new StringBuilder();
    private final CommandSpec spec = OptionModel.create().getCommandSpec();

    private ManPage() {
    }

    /** @param date of the version */
    static String text(String version, LocalDate date) {
        return new ManPage().write(version, date);
    }

    private String write(String version, LocalDate date) {
        page.append(".\\\" pidone ").append(version).append("\n.Dd ").append(DATE.format(date))
                .append("\n.Dt PIDONE 1\n.Os\n");
        section("NAME");
        page.append(".Nm pidone\n.Nd the first process of a container\n");
        section("SYNOPSIS");
        page.append(".Nm\n.Op Ar OPTIONS\n.Op Fl \\-\n.Ar COMMAND\n.Op Ar ARG ...\n");
        section("DESCRIPTION");
        text(Usage.DESCRIPTION);
        page.append(".Pp\n");
        text(Usage.OPTIONS_END);
        for (Described.Group group : Described.Group.values()) {
            page.append(".Ss ").append(group.heading()).append("\n.Bl -tag -width Ds\n");
            OptionModel.options(spec, group).forEach(this::option);
            page.append(".El\n");
        }
        section("ENVIRONMENT");
        text(Usage.VARIABLES);
        page.append(".Pp\n");
        text(Usage.VALUES_OF_VARIABLES);
        page.append(".Bl -tag -width Ds\n");
        spec.options().stream().map(OptionModel::option).filter(Option::hasVariable)
                .forEach(option -> page.append(".It Ev PIDONE_").append(option.name()).append("\nas ")
                        .append(escaped(option.longName())).append('\n'));
        page.append(".El\n");
        section("EXIT STATUS");
        page.append(".Bl -tag -width Ds\n");
        for (Usage.Status status : Usage.STATUSES) {
            page.append(".It ").append(escaped(status.status())).append('\n').append(escaped(status.meaning()))
                    .append('\n');
        }
        page.append(".El\n");
        section("EXAMPLES");
        for (Usage.Example example : Usage.EXAMPLES) {
            text(example.effect());
            page.append(".Pp\n.Dl ").append(escaped(example.call()))
                    .append(example == Usage.EXAMPLES.getLast() ? "\n" : "\n.Pp\n");
        }
        section("SEE ALSO");
        page.append(".Xr credentials 7 ,\n.Xr pid_namespaces 7 ,\n.Xr signal 7\n");
        return page.toString();
    }

    private void section(String title) {
        page.append(".Sh ").append(title).append('\n');
    }

    private void option(OptionSpec option) {
        String separator = "";
        page.append(".It");
        for (String name : option.names()) {
            page.append(separator).append(" Fl ").append(escaped(name.substring(1)));
            separator = " ,";
        }
        if (option.arity().max() > 0) {
            page.append(" Ns = Ns Ar ").append(option.paramLabel());
        }
        page.append('\n');
        text(option.description()[0]);
    }

    /** Running text, a sentence a line or more, so that the space between sentences is right. */
    private void text(String text) {
        int column = 0;
        boolean sentenceEnds = false;
        for (String word : text.split(" ")) {
            String written = escaped(word);
            boolean newLine = column > 0 && (sentenceEnds && Character.isUpperCase(word.charAt(0))
                    || column + 1 + written.length() > COLUMNS);
            page.append(newLine ? "\n" : column > 0 ? " " : "").append(written);
            column = written.length() + (newLine || column == 0 ? 0 : column + 1);
            sentenceEnds = word.endsWith(".");
        }
        page.append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("^([.'])", "\\\\&$1");
    }
}

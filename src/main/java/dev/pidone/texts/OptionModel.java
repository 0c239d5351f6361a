package dev.pidone.texts;

import dev.pidone.cli.Described;
import dev.pidone.cli.Option;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line as picocli sees it. The texts are made from it, and a test compares what pidone's own parser
 * understands with what this understands.
 */
public final class OptionModel {
    private OptionModel() {
    }

    public static CommandLine create() {
        CommandSpec spec = CommandSpec.create().name("pidone");
        for (Option option : Option.values()) {
            spec.addOption(specification(option));
        }
        spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("0..*").type(List.class)
                .auxiliaryTypes(String.class).hidden(true).build());
        CommandLine commandLine = new CommandLine(spec);
        // Nothing from the first positional on is touched, nothing is expanded, nothing is re-quoted.
        commandLine.setStopAtPositional(true);
        commandLine.setExpandAtFiles(false);
        commandLine.setTrimQuotes(false);
        commandLine.setInterpolateVariables(false);
        commandLine.setOverwrittenOptionsAllowed(true);
        return commandLine;
    }

    private static OptionSpec specification(Option option) {
        List<String> names = new ArrayList<>();
        if (option.shortName() != null) {
            names.add(option.shortName());
        }
        names.add(option.longName());
        OptionSpec.Builder builder = OptionSpec.builder(names.toArray(String[]::new));
        Described described = description(option);
        builder.description(described.text());
        builder.userObject(option);
        builder.type(List.class);
        if (option.isFlag()) {
            builder.arity("0").auxiliaryTypes(Boolean.class);
        } else {
            builder.arity("1").auxiliaryTypes(String.class).paramLabel(option.parameter());
            builder.completionCandidates(List.of(described.choices()));
        }
        return builder.build();
    }

    /** What an option's constant says about it. */
    static Described description(Option option) {
        try {
            return Option.class.getField(option.name()).getAnnotation(Described.class);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** The options under a heading, in their order. */
    static List<OptionSpec> options(CommandSpec spec, Described.Group group) {
        return spec.options().stream().filter(one -> description(option(one)).group() == group).toList();
    }

    static Option option(OptionSpec specification) {
        return (Option) specification.userObject();
    }
}

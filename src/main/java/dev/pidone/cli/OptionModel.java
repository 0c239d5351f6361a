package dev.pidone.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line as picocli sees it. It is built in code: annotations would have to be reflected on at each start.
 */
final class OptionModel {
    private OptionModel() {
    }

    static CommandLine create() {
        CommandSpec spec = CommandSpec.create().name("pidone");
        for (Option option : Option.ALL) {
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
        OptionSpec.Builder builder = OptionSpec.builder(option.names().toArray(new String[0]));
        builder.description(option.description());
        builder.type(List.class);
        if (option.isFlag()) {
            builder.arity("0").auxiliaryTypes(Boolean.class);
        } else {
            builder.arity("1").auxiliaryTypes(String.class).paramLabel(option.parameter());
        }
        return builder.build();
    }
}

package dev.pidone.cli;

import dev.pidone.linux.Printable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Takes any command line apart with picocli, and says what is wrong with it. */
final class PicocliArguments {
    private PicocliArguments() {
    }

    static Arguments parse(List<String> arguments) throws UsageException {
        try {
            ParseResult result = OptionModel.create().parseArgs(arguments.toArray(new String[0]));
            List<Arguments.Use> uses = new ArrayList<>();
            for (Option option : Option.ALL) {
                OptionSpec matched = result.matchedOption(option.longName());
                if (matched != null) {
                    addUses(uses, option, matched);
                }
            }
            int positionals = result.matchedPositionalValue(0, List.of()).size();
            return new Arguments(uses, arguments.subList(arguments.size() - positionals, arguments.size()));
        } catch (ParameterException e) {
            throw new UsageException(Printable.line(e.getMessage()) + "; see pidone --help");
        }
    }

    private static void addUses(List<Arguments.Use> uses, Option option, OptionSpec matched) {
        if (option.isFlag()) {
            List<Boolean> values = matched.getValue();
            for (int count = values.size(); count > 0; count--) {
                uses.add(new Arguments.Use(option, null));
            }
        } else {
            for (String value : matched.originalStringValues()) {
                uses.add(new Arguments.Use(option, value));
            }
        }
    }
}

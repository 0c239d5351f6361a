package dev.pidone.texts;

import dev.pidone.cli.Option;
import dev.pidone.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the completions of all shells have in common. */
final class Completion {
    /** What a shell can offer as the value of an option. */
    enum Values {
        /** One of a few words. */
        CHOICES,
        SIGNAL,
        /** A signal, a colon, and another one or 0. */
        REWRITE,
        FILE,
        NOTHING
    }

    private Completion() {
    }

    static Values values(Option option) {
        if (OptionModel.description(option).choices().length > 0) {
            return Values.CHOICES;
        }
        return switch (option.parameter()) {
            case "SIGNAL" -> Values.SIGNAL;
            case "FROM:TO" -> Values.REWRITE;
            case "FILE" -> Values.FILE;
            default -> Values.NOTHING;
        };
    }

    static String choices(Option option) {
        return String.join(" ", OptionModel.description(option).choices());
    }

    /** The names of all signals that can be caught, without SIG (signal(7)). */
    static String catchable() {
        return signals().replace(" KILL ", " ").replace(" STOP ", " ");
    }

    /** The names of all signals, without SIG. */
    static String signals() {
        List<String> names = new ArrayList<>();
        for (int number = 1; number < Signal.RTMIN - 2; number++) {
            names.add(Signal.of(number).toString().substring(3));
        }
        names.add("RTMIN");
        names.add("RTMAX");
        return String.join(" ", names);
    }

    /** What an option does, in a few words. */
    static String summary(Option option) {
        return OptionModel.description(option).text().replaceFirst("(\\. |: |; |\\.$).*", "");
    }

    /** A regular expression of the words after which a value stands: long names, and letters with such a one last. */
    static String takesNextWord() {
        return "^(" + withValue().map(Option::longName).collect(Collectors.joining("|")) + "|-["
                + letters(Stream.of(Option.values()).filter(Option::isFlag)) + "]*[" + letters(withValue()) + "])$";
    }

    static Stream<Option> withValue() {
        return Stream.of(Option.values()).filter(option -> !option.isFlag());
    }

    private static String letters(Stream<Option> options) {
        return options.filter(option -> option.shortName() != null).map(option -> option.shortName().substring(1))
                .collect(Collectors.joining());
    }

    static String comment(String shell) {
        return "# Completion of pidone's command line for " + shell + ". Made by the build.\n";
    }
}

package dev.pidone.texts;

import dev.pidone.cli.Option;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The completion for fish. What follows pidone's options is completed as if it stood alone. */
final class FishCompletion {
    private static final String SCRIPT = """
            function __pidone_command_begins
                set -l words (commandline -opc)
                set -e words[1]
                while set -q words[1]
                    if test "$words[1]" = --; or not string match -q -- '-?*' $words[1]
                        return 0
                    end
                    if string match -qr -- 'TAKES_NEXT_WORD' $words[1]
                        set -e words[1]
                    end
                    set -e words[1]
                end
                return 1
            end

            function __pidone_rewrites
                set -l from (string match -r '.*:' (commandline -ct | string replace -r '^(--[a-z-]*=|-[a-z]*)' ''))
                if test -n "$from"
                    printf '%s\\n' $from{0,FISH_SIGNALS}
                else
                    printf '%s\\n' {FISH_CATCHABLE}:
                end
            end

            complete -c pidone -f
            OPTIONScomplete -c pidone -x -a '(__fish_complete_subcommand NAMES_WITH_VALUE)'
            """;

    private FishCompletion() {
    }

    static String text() {
        String options = Stream.of(Option.values()).map(FishCompletion::option).collect(Collectors.joining());
        // The letters first: fish takes long names in front of them as options of the function.
        String names = Stream
                .concat(Completion.withValue().map(Option::shortName), Completion.withValue().map(Option::longName))
                .filter(name -> name != null).collect(Collectors.joining(" "));
        return Completion.comment("fish") + "\n"
                + SCRIPT.replace("TAKES_NEXT_WORD", Completion.takesNextWord())
                        .replace("FISH_SIGNALS", Completion.signals().replace(' ', ','))
                        .replace("FISH_CATCHABLE", Completion.catchable().replace(' ', ',')).replace("OPTIONS", options)
                        .replace("NAMES_WITH_VALUE", names);
    }

    private static String option(Option option) {
        String names = (option.shortName() == null ? "" : " -s " + option.shortName().substring(1)) + " -l "
                + option.longName().substring(2);
        return "complete -c pidone -n 'not __pidone_command_begins'" + names + value(option) + " -d '"
                + Completion.summary(option).replace("'", "\\'") + "'\n";
    }

    private static String value(Option option) {
        if (option.isFlag()) {
            return "";
        }
        return switch (Completion.values(option)) {
            case CHOICES -> " -x -a '" + Completion.choices(option) + "'";
            case SIGNAL -> " -x -a '" + Completion.signals() + "'";
            case REWRITE -> " -x -a '(__pidone_rewrites)'";
            case FILE -> " -r -F";
            case NOTHING -> " -x";
        };
    }
}

package dev.pidone.texts;

import dev.pidone.cli.Option;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The completion for zsh. What follows pidone's options is completed as if it stood alone. */
final class ZshCompletion {
    private static final String SCRIPT = """
            local -a signals=(SIGNALS) catchable=(CATCHABLE)

            _pidone_signal() {
                local expl
                _wanted signals expl signal compadd "$@" -a signals
            }

            _pidone_rewrite() {
                local expl
                if compset -P '*:'; then
                    _wanted signals expl signal compadd 0 $signals
                else
                    _wanted signals expl signal compadd -S : -a catchable
                fi
            }

            _arguments -s -S -A '-*' \\
            OPTIONS    '(-)1:command: _command_names -e' \\
                '*::arguments: _normal'
            """;

    private ZshCompletion() {
    }

    static String text() {
        String options = Stream.of(Option.values()).map(ZshCompletion::specification).collect(Collectors.joining());
        return "#compdef pidone\n" + Completion.comment("zsh") + "\n" + SCRIPT.replace("SIGNALS", Completion.signals())
                .replace("CATCHABLE", Completion.catchable()).replace("OPTIONS", options);
    }

    /** An option as _arguments takes it (zshcompsys(1)). */
    private static String specification(Option option) {
        String rest = quoted("[" + Completion.summary(option) + "]" + value(option));
        String longName = option.longName() + (option.isFlag() ? "" : "=");
        if (option.shortName() == null) {
            return "    " + (option.isRepeatable() ? "'*'" : "") + longName + rest + " \\\n";
        }
        String names = "{" + option.shortName() + (option.isFlag() ? "" : "+") + "," + longName + "}";
        String repetition = option.isRepeatable() ? "*" : "(" + option.shortName() + " " + option.longName() + ")";
        return "    " + quoted(repetition) + names + rest + " \\\n";
    }

    private static String value(Option option) {
        if (option.isFlag()) {
            return "";
        }
        return ":" + option.parameter().replace(":", "\\:") + ":" + switch (Completion.values(option)) {
            case CHOICES -> "(" + Completion.choices(option) + ")";
            case SIGNAL -> "_pidone_signal";
            case REWRITE -> "_pidone_rewrite";
            case FILE -> "_files";
            case NOTHING -> " ";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}

package dev.pidone.texts;

import dev.pidone.cli.Option;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The completion for bash. What follows pidone's options is completed as if it stood alone. */
final class BashCompletion {
    private static final String SCRIPT = """
            _pidone_words() {
                COMPREPLY=($(compgen "${@:2}" -W "$1" -- "$current"))
            }

            _pidone_command() {
                compopt -o bashdefault -o default
                if declare -F _command_offset >/dev/null; then
                    _command_offset "$1"
                elif (($1 == COMP_CWORD)); then
                    COMPREPLY=($(compgen -c -- "$current"))
                fi
            }

            _pidone_rewrite() {
                if [[ ${COMP_WORDS[COMP_CWORD]} == : || ${COMP_WORDS[COMP_CWORD - 1]} == : ]]; then
                    _pidone_words "0 $signals"
                else
                    compopt -o nospace
                    _pidone_words "CATCHABLE" -S :
                fi
            }

            _pidone_value() {
                local signals="SIGNALS"
                case $1 in
            VALUES    esac
            }

            _pidone() {
                local current=${COMP_WORDS[COMP_CWORD]} index=1 option
                # bash takes = and : for words of their own.
                [[ $current == [=:] ]] && current=
                while ((index < COMP_CWORD)); do
                    option=${COMP_WORDS[index]}
                    if [[ $option == -- ]]; then
                        _pidone_command $((index + 1))
                        return
                    elif [[ $option != -?* ]]; then
                        _pidone_command "$index"
                        return
                    fi
                    ((index++))
                    if [[ $option =~ TAKES_NEXT_WORD ]]; then
                        ((index < COMP_CWORD)) && [[ ${COMP_WORDS[index]} == = ]] && ((index++))
                        if ((index >= COMP_CWORD)); then
                            _pidone_value "$option"
                            return
                        fi
                        ((index++))
                    fi
                    while ((index <= COMP_CWORD)) && [[ ${COMP_WORDS[index]} == : ]]; do
                        if ((index + 1 >= COMP_CWORD)); then
                            _pidone_value "$option"
                            return
                        fi
                        ((index += 2))
                    done
                done
                if [[ $current == -* ]]; then
                    _pidone_words "OPTIONS"
                else
                    _pidone_command "$COMP_CWORD"
                fi
            }

            complete -F _pidone pidone
            """;

    private BashCompletion() {
    }

    static String text() {
        String options = Stream.of(Option.values()).flatMap(option -> Stream.of(option.shortName(), option.longName()))
                .filter(name -> name != null).collect(Collectors.joining(" "));
        String script = SCRIPT.replace("SIGNALS", Completion.signals()).replace("CATCHABLE", Completion.catchable())
                .replace("VALUES", Completion.withValue().map(BashCompletion::value).collect(Collectors.joining()))
                .replace("TAKES_NEXT_WORD", Completion.takesNextWord()).replace("OPTIONS", options);
        return Completion.comment("bash") + "\n" + script;
    }

    private static String value(Option option) {
        String letter = option.shortName() == null ? "" : option.shortName().substring(1);
        String pattern = option.longName() + (letter.isEmpty() ? "" : " | -" + letter + " | -[!-]*" + letter);
        String action = switch (Completion.values(option)) {
            case CHOICES -> "_pidone_words \"" + Completion.choices(option) + "\"";
            case SIGNAL -> "_pidone_words \"$signals\"";
            case REWRITE -> "_pidone_rewrite";
            case FILE -> "compopt -o default";
            case NOTHING -> "COMPREPLY=()";
        };
        return "    " + pattern + ") " + action + " ;;\n";
    }
}

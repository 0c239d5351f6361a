package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

/**
 * Takes a command line apart: {@code --name=value}, {@code --name value}, {@code -n value}, {@code -nvalue},
 * {@code -n=value}, {@code -fgn value}. It is understood, and complained about, as picocli would, whose model of it the
 * texts are made from; a test compares.
 */
final class ArgumentParser {
    private static final String END_OF_OPTIONS = "--";

    private final NativeStrings arguments;
    private final Arguments parsed = new Arguments();
    private UnknownOptions unknown;
    private int next;

    private ArgumentParser(NativeStrings arguments) {
        this.arguments = arguments;
        next = Math.min(1, arguments.size());
    }

    /** @param arguments argv, {@code argv[0]} included */
    static Arguments parse(NativeStrings arguments) throws UsageException {
        ArgumentParser parser = new ArgumentParser(arguments);
        parser.takeOptions();
        if (parser.unknown != null) {
            throw parser.unknown.complaint();
        }
        parser.parsed.follow(arguments.from(parser.next));
        return parser.parsed;
    }

    /** Options end at the first word that is none, or after two dashes. */
    private void takeOptions() throws UsageException {
        while (next < arguments.size() && arguments.at(next, 0) == '-' && arguments.at(next, 1) != 0) {
            Word word = Word.of(arguments, next);
            next++;
            if (word.isEqual(END_OF_OPTIONS)) {
                return;
            }
            int equalsSign = word.indexOf('=');
            Option option = Option.named(equalsSign < 0 ? word : word.before(equalsSign));
            if (option == null) {
                takeLetters(word);
            } else if (equalsSign < 0) {
                take(option);
            } else {
                take(option, word.from(equalsSign + 1));
            }
        }
    }

    /** Flags, and at the end perhaps an option with its value; also whatever has no option's name. */
    private void takeLetters(Word word) throws UsageException {
        for (int letter = 1; letter < word.length(); letter++) {
            Option option = Option.withLetter(word.at(letter));
            Word rest = word.from(letter + 1);
            if (option == null) {
                note(word, letter);
                return;
            }
            if (rest.startsWith("=")) {
                take(option, rest.length() == 1 ? nextWord(option) : rest.from(1));
                return;
            }
            if (!option.isFlag() && !rest.isEmpty()) {
                take(option, rest);
                return;
            }
            take(option);
        }
    }

    private void note(Word word, int letter) throws UsageException {
        if (unknown == null) {
            unknown = new UnknownOptions();
        }
        unknown.add(word, letter);
    }

    /** Takes an option without a value attached to it. */
    private void take(Option option) throws UsageException {
        if (option.isFlag()) {
            parsed.add(option, null);
        } else {
            take(option, nextWord(option));
        }
    }

    private Word nextWord(Option option) throws UsageException {
        if (next == arguments.size()) {
            Complaint complaint = new Complaint().text("Missing required parameter for option '")
                    .text(option.longName()).text("'");
            if (!option.isFlag()) {
                complaint.text(" (").text(option.parameter()).text(")");
            }
            throw seeHelp(complaint);
        }
        next++;
        return Word.of(arguments, next - 1);
    }

    private void take(Option option, Word value) throws UsageException {
        if (isOption(value)) {
            throw seeHelp(new Complaint().text("Expected parameter for option '").text(option.longName())
                    .text("' but found ").quoted(value));
        }
        if (option.isFlag() && !value.isEqualInAnyCase("true") && !value.isEqualInAnyCase("false")) {
            throw seeHelp(new Complaint().text("Invalid value for option '").text(option.longName()).text("': ")
                    .quoted(value).text(" is not a boolean"));
        }
        parsed.add(option, value);
    }

    private static boolean isOption(Word word) {
        int equalsSign = word.indexOf('=');
        return word.isEqual(END_OF_OPTIONS) || Option.named(word) != null
                || equalsSign > 0 && Option.named(word.before(equalsSign)) != null
                || word.length() > 2 && word.at(0) == '-' && Option.withLetter(word.at(1)) != null;
    }

    private static UsageException seeHelp(Complaint complaint) {
        return complaint.text("; see pidone --help").exception();
    }
}

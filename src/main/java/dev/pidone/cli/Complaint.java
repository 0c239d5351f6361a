package dev.pidone.cli;

import dev.pidone.memory.Line;

/** A message under construction that says what is wrong with a call: one line, however much was given. */
final class Complaint {
    private static final int CAPACITY = 1024;
    private static final int LONGEST_QUOTE = 100;

    private final Line line = new Line(CAPACITY);

    Complaint text(String text) {
        line.text(text);
        return this;
    }

    Complaint text(Complaint other) {
        line.line(other.line);
        return this;
    }

    Complaint number(long number) {
        line.number(number);
        return this;
    }

    /** Adds a word in single quotes. */
    Complaint quoted(Word word) {
        return text("'").printable(word).text("'");
    }

    /** Adds a word without its control characters; of a long one the beginning. */
    Complaint printable(Word word) {
        int shown = Math.min(word.length(), LONGEST_QUOTE);
        for (int offset = 0; offset < shown; offset++) {
            line.printable(word.at(offset));
        }
        return shown < word.length() ? text("...") : this;
    }

    /** Adds the name of an option's environment variable. */
    Complaint variable(Option option) {
        line.text(Option.VARIABLE_PREFIX);
        for (int offset = 0; offset < option.name().length(); offset++) {
            line.add((byte) option.name().charAt(offset));
        }
        return this;
    }

    UsageException exception() {
        return new UsageException(line);
    }

    @Override
    public String toString() {
        return line.toString();
    }
}

package dev.pidone.cli;

import dev.pidone.memory.NativeStrings;

/** A command line taken apart: the options in the order in which they are given, and what follows them. */
final class Arguments {
    /** Enough for a rule for every exit status; more is a mistake, and must not exhaust the heap. */
    static final int MOST_USES = 256;

    private static final Word[] NO_WORDS = {};
    private static final int FEW_USES = 8;

    private Option[] options = new Option[FEW_USES];
    /** By use: the value; for a flag mostly {@code null}, else {@code true} or {@code false}. */
    private Word[] values = new Word[FEW_USES];
    private int uses;
    private NativeStrings command;

    void add(Option option, Word value) throws UsageException {
        if (uses == MOST_USES) {
            throw new Complaint().text("more than ").number(MOST_USES).text(" options are given").exception();
        }
        if (uses == options.length) {
            grow();
        }
        options[uses] = option;
        values[uses] = value;
        uses++;
    }

    private void grow() {
        Option[] moreOptions = new Option[2 * uses];
        System.arraycopy(options, 0, moreOptions, 0, uses);
        options = moreOptions;
        Word[] moreValues = new Word[2 * uses];
        System.arraycopy(values, 0, moreValues, 0, uses);
        values = moreValues;
    }

    void follow(NativeStrings words) {
        command = words;
    }

    /** What follows the options. */
    NativeStrings command() {
        return command;
    }

    boolean has(Option option) {
        for (int use = 0; use < uses; use++) {
            if (options[use] == option) {
                return true;
            }
        }
        return false;
    }

    /** The values with which an option is used, in order. */
    Word[] values(Option option) {
        int count = 0;
        for (int use = 0; use < uses; use++) {
            count += options[use] == option ? 1 : 0;
        }
        Word[] found = count == 0 ? NO_WORDS : new Word[count];
        int next = 0;
        for (int use = 0; next < count; use++) {
            if (options[use] == option) {
                found[next] = values[use];
                next++;
            }
        }
        return found;
    }

    /** How often a flag is used; {@code --flag=false} takes back what stands before it. */
    int count(Option flag) {
        int count = 0;
        for (int use = 0; use < uses; use++) {
            if (options[use] == flag) {
                count = values[use] == null || values[use].isEqualInAnyCase("true") ? count + 1 : 0;
            }
        }
        return count;
    }
}

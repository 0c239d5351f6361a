package dev.pidone.docs;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the comment right before a block says about it: {@code <!-- not run: it needs a cluster -->}. */
public record Mark(Kind kind, String detail) {
    private static final Mark NONE = new Mark(Kind.NONE, "");
    private static final Pattern COMMENT = Pattern.compile("<!-- ([a-z ]+): (.+) -->");

    /** What a block is. */
    public enum Kind {
        NONE,
        /** The block is what the reader is to write into this file. */
        FILE,
        /** What is not run, and the reason. */
        NOT_RUN,
        /** The class of a test that reads this block. */
        RUN_BY,
        /** A session whose commands a reader may have to repeat until it is so, and why. */
        SOON;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static Mark of(String line) {
        Matcher comment = COMMENT.matcher(line);
        if (comment.matches()) {
            for (Kind kind : Kind.values()) {
                if (comment.group(1).equals(kind.text())) {
                    return new Mark(kind, comment.group(2));
                }
            }
        }
        return NONE;
    }

    boolean is(Kind one) {
        return kind == one;
    }

    boolean isNotRun() {
        return kind == Kind.NOT_RUN || kind == Kind.RUN_BY;
    }
}

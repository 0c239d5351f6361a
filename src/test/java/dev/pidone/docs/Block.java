package dev.pidone.docs;

import java.nio.file.Path;

/**
 * A fenced block of a page.
 *
 * @param line where it begins
 * @param language what it is in, as the fence says
 */
public record Block(Path page, int line, String language, Mark mark, String text) {
    /** Whether it is left to a test of its own. */
    public boolean isRunBy(Class<?> test) {
        return mark.is(Mark.Kind.RUN_BY) && mark.detail().equals(test.getName());
    }

    boolean isSession() {
        return language.equals("console") && !mark.isNotRun();
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}

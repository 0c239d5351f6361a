package dev.pidone.docs;

import java.nio.file.Path;

/**
 * A fenced block of a page.
 *
 * @param line where it begins
 * @param language what it is in, as the fence says
 */
record Block(Path page, int line, String language, Mark mark, String text) {
    boolean isSession() {
        return language.equals("console") && !mark.isNotRun();
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}

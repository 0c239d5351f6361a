package dev.pidone.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of a console session, and what comes of it: after {@code "$ "} the command, which goes on after
 * {@code "> "}, then the output. In that {@code ...} stands for anything, in a line of its own for any lines.
 */
record Dialogue(String command, String expected) {
    private static final String PROMPT = "$ ";
    private static final String CONTINUATION = "> ";
    private static final String ANYTHING = "...";

    static List<Dialogue> of(Block block) {
        List<Dialogue> dialogues = new ArrayList<>();
        List<String> lines = block.text().lines().toList();
        int next = 0;
        while (next < lines.size()) {
            if (!lines.get(next).startsWith(PROMPT)) {
                throw new AssertionError(block + " does not begin with \"$ \"");
            }
            StringBuilder command = new StringBuilder(lines.get(next++).substring(PROMPT.length()));
            while (next < lines.size() && lines.get(next).startsWith(CONTINUATION)) {
                command.append('\n').append(lines.get(next++).substring(CONTINUATION.length()));
            }
            StringBuilder expected = new StringBuilder();
            while (next < lines.size() && !lines.get(next).startsWith(PROMPT)) {
                expected.append(lines.get(next++)).append('\n');
            }
            dialogues.add(new Dialogue(command.toString(), expected.toString()));
        }
        return dialogues;
    }

    boolean allows(String output) {
        String pattern = expected.lines().map(Dialogue::pattern).collect(Collectors.joining());
        return output.matches(pattern);
    }

    private static String pattern(String line) {
        if (line.equals(ANYTHING)) {
            return "(.*\n)*";
        }
        return Arrays.stream(line.split(Pattern.quote(ANYTHING), -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*", "", "\n"));
    }

    /** Whether the reader looks at the exit status. */
    boolean asksForStatus() {
        return command.equals("echo $?");
    }
}

package dev.pidone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood without picocli is understood as picocli understands it. */
class PlainArgumentsTest {
    private static final int COMMAND_LINES = 20_000;
    private static final List<String> WORDS = List.of("--", "-", "", "x", "exec", "wait", "=", "a=b", "-x", "--unknown",
            "--pid1mode", "--pid1mode=exec", "--pid1mode=", "--pid1mode==x", "--pid1mod=wait", "-g", "--group",
            "--group=true", "-gv", "-gvx", "-ve1", "-e-1", "-ev", "-gp", "-v", "-vv", "-vvv", "--verbose", "-q", "-s",
            "-e", "-e1", "-e=1", "-e1:2", "--remap-exit", "--remap-exit=1:2", "143", "-r", "-rTERM:INT",
            "--rewrite=TERM:INT", "TERM:INT", "--stop-timeout=10s", "--stop-timeout", "10s", "--no-subreaper",
            "--subreaper", "--warn-on-reap", "-w", "-p", "-pKILL", "KILL", "--parent-death-signal=KILL",
            "--leftovers=terminate", "@file", "'quoted'", "\"--group\"", "--session", "-h", "--help", "-V", "--version",
            "\u00ff");

    @Test
    void whatIsPlainMeansTheSameToPicocli() {
        Random random = new Random(1);
        int plain = 0;
        int withOptions = 0;
        for (int line = 0; line < COMMAND_LINES; line++) {
            List<String> arguments = arguments(random);
            Arguments parsed = PlainArguments.parse(arguments);
            if (parsed != null) {
                assertSame(parsed, arguments);
                plain++;
                withOptions += parsed.uses().isEmpty() ? 0 : 1;
            }
        }
        assertTrue(plain > COMMAND_LINES / 4, () -> "too few are plain");
        assertTrue(withOptions > COMMAND_LINES / 8, () -> "too few of them have options");
    }

    private static List<String> arguments(Random random) {
        List<String> arguments = new ArrayList<>();
        for (int count = random.nextInt(6); count >= 0; count--) {
            arguments.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return arguments;
    }

    private static void assertSame(Arguments plain, List<String> arguments) {
        Arguments picocli;
        try {
            picocli = PicocliArguments.parse(arguments);
        } catch (UsageException e) {
            throw new AssertionError(arguments + " is plain, but picocli says: " + e.getMessage());
        }
        assertEquals(picocli.command(), plain.command(), arguments::toString);
        for (Option option : Option.ALL) {
            assertEquals(picocli.values(option), plain.values(option), arguments::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "--unknown", "-gx", "-e=1", "-e", "--group=true", "--pid1mode", "-"})
    void otherSpellingsAndMistakesAreLeftToPicocli(String word) {
        assertNull(PlainArguments.parse(List.of(word)));
    }
}

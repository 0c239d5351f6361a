package dev.pidone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.memory.NativeStrings;
import dev.pidone.texts.OptionModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** pidone's own parser understands what picocli does, and complains in the same words. */
class ArgumentParserTest {
    private static final int COMMAND_LINES = 10_000;
    private static final int MOST_WORDS = 8;
    private static final String LETTERS = "grepswvqhVZ=-:1aT@'\"\u00ff";
    private static final List<String> WORDS = List.of("--", "-", "", "x", "exec", "=", "a=b", "true", "FALSE", "@file",
            "'quoted'", "\"--group\"", "${HOME}", "143", "1:2", "TERM:INT", "-x", "--unknown", "\u00ff");

    private static final CommandLine PICOCLI = OptionModel.create();

    private final long seed = Long.getLong("pidone.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void aCommandLineMeansWhatItMeansToPicocli() {
        int understood = 0;
        for (int line = 0; line < COMMAND_LINES; line++) {
            List<String> words = words();
            String expected = picocli(words);
            assertEquals(expected, own(words),
                    () -> words + ", seed " + seed + "; replay it with -Dpidone.seed=" + seed);
            understood += expected.startsWith("{") ? 1 : 0;
        }
        assertTrue(understood > COMMAND_LINES / 5 && understood < COMMAND_LINES * 4 / 5,
                understood + " understood, seed " + seed);
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (int count = random.nextInt(MOST_WORDS + 1); count > 0; count--) {
            String word = word();
            if (!isNegativeNumber(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private String word() {
        return switch (random.nextInt(8)) {
            case 0 -> WORDS.get(random.nextInt(WORDS.size()));
            case 1, 2 -> option().longName();
            case 3 -> option().longName() + "=" + WORDS.get(random.nextInt(WORDS.size()));
            case 4 -> option().longName() + "=" + word();
            case 5 -> changed(option().longName());
            default -> "-" + letters();
        };
    }

    private Option option() {
        return Option.values()[random.nextInt(Option.values().length)];
    }

    private String letters() {
        StringBuilder letters = new StringBuilder();
        for (int count = random.nextInt(5); count > 0; count--) {
            letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }

    private String changed(String name) {
        int at = random.nextInt(name.length());
        return name.substring(0, at) + letters() + name.substring(Math.min(name.length(), at + random.nextInt(3)));
    }

    /** To picocli -1 and even -NaN are no options, but may be a command. */
    private static boolean isNegativeNumber(String word) {
        try {
            Double.parseDouble(word);
            return word.startsWith("-");
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String picocli(List<String> words) {
        try {
            ParseResult result = PICOCLI.parseArgs(words.toArray(new String[0]));
            TreeMap<Option, List<String>> options = new TreeMap<>();
            for (Option option : Option.values()) {
                OptionSpec matched = result.matchedOption(option.longName());
                if (matched != null) {
                    options.put(option, values(option, matched));
                }
            }
            List<String> command = result.matchedPositionalValue(0, List.of());
            return options + " " + command;
        } catch (ParameterException e) {
            return e.getMessage() + "; see pidone --help";
        }
    }

    private static List<String> values(Option option, OptionSpec matched) {
        if (!option.isFlag()) {
            return matched.originalStringValues();
        }
        List<Boolean> values = matched.getValue();
        return values.stream().map(String::valueOf).toList();
    }

    private static String own(List<String> words) {
        try {
            Arguments parsed = ArgumentParser.parse(argv(words));
            TreeMap<Option, List<String>> options = new TreeMap<>();
            for (Option option : Option.values()) {
                if (parsed.has(option)) {
                    options.put(option, values(option, parsed));
                }
            }
            List<String> command = new ArrayList<>();
            for (int index = 0; index < parsed.command().size(); index++) {
                command.add(parsed.command().string(index));
            }
            return options + " " + command;
        } catch (UsageException e) {
            return e.getMessage().replaceFirst("; did you mean --[a-z0-9-]+\\?$", "");
        }
    }

    private static List<String> values(Option option, Arguments parsed) {
        List<String> values = new ArrayList<>();
        for (Word value : parsed.values(option)) {
            String text = value == null ? "true" : value.toString();
            values.add(option.isFlag() ? text.toLowerCase() : text);
        }
        return values;
    }

    private static NativeStrings argv(List<String> words) {
        List<String> argv = new ArrayList<>(List.of("pidone"));
        argv.addAll(words);
        return NativeStrings.of(argv);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1.5", "-0x1F", "-Infinity"})
    void aNumberWithADashIsNoCommand(String word) {
        assertEquals("{} [" + word + "]", picocli(List.of(word)));
        assertTrue(own(List.of(word)).startsWith("Unknown option: '"), own(List.of(word)));
    }

    @Test
    void whiteSpaceBehindALetterIsAValue() throws UsageException {
        assertEquals("{REMAP_EXIT=[ ]} []", own(List.of("-e ")));
        assertThrows(UsageException.class, () -> ArgumentParser.parse(argv(List.of("-g "))));
    }

    @Test
    void controlCharactersArePrintable() {
        assertEquals("Unknown options: '--a\\x0ab', '-\\x1b' (while processing option: '-g\\x1b'); see pidone --help",
                own(List.of("--a\nb", "-g\u001b")));
    }
}

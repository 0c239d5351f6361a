package dev.pidone.texts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Described;
import dev.pidone.cli.Option;
import dev.pidone.cli.UsageException;
import dev.pidone.memory.NativeStrings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTextTest {
    private static final List<String> LINES = HelpText.text().lines().toList();

    @Test
    void beginsWithTheUsage() {
        assertEquals("Usage: pidone [OPTIONS] [--] COMMAND [ARG...]", LINES.getFirst());
    }

    @Test
    void fitsEightyColumns() {
        LINES.forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void hasNoSpaceAtTheEndOfALine() {
        LINES.forEach(line -> assertEquals(line.stripTrailing(), line));
    }

    @Test
    void isPlainText() {
        assertTrue(HelpText.text().chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f));
    }

    @Test
    void hasTheOptionsInGroups() {
        List<String> headings = new ArrayList<>();
        for (Described.Group group : Described.Group.values()) {
            headings.add(group.heading() + ":");
        }
        assertEquals(headings, LINES.stream().filter(headings::contains).toList());
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryOptionUnderItsHeading(Option option) {
        int line = LINES.indexOf(LINES.stream().filter(one -> one.matches("  .*" + option.longName() + "\\b.*"))
                .filter(one -> option.shortName() == null || one.startsWith("  " + option.shortName() + ", "))
                .findFirst().orElseThrow());
        while (LINES.get(line).isEmpty() || LINES.get(line).startsWith(" ")) {
            line--;
        }
        assertEquals(OptionModel.description(option).group().heading() + ":", LINES.get(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  pidone -- nginx -g 'daemon off;'",
            "  pidone --pid1mode=wait-all-children -- make release",
            "  pidone --pid1mode=exec -- /lib/systemd/systemd"})
    void showsAnExampleForEachMode(String example) {
        assertTrue(LINES.contains(example), HelpText.text());
    }

    @ParameterizedTest
    @EnumSource
    void theChoicesOfAnOptionAreThoseThatTheParserAllows(Option option) {
        String[] choices = OptionModel.description(option).choices();
        if (choices.length == 0) {
            return;
        }
        String complaint = assertThrows(UsageException.class,
                () -> Cli.understand(NativeStrings.of(List.of("pidone", option.longName() + "=?", "true")),
                        NativeStrings.of(List.of())))
                .getMessage();
        assertArrayEquals(complaint.replaceFirst(".*; allowed: ", "").split(", "), choices);
    }
}

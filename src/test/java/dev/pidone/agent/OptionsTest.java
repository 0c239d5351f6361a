package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @ParameterizedTest
    @NullAndEmptySource
    void withoutOptionsOrphansAreReapedAndNothingElseHappens(String text) {
        Options options = new Options();
        assertEquals("", options.add(text));
        assertFalse(options.hasMistakes() || options.isStrict() || options.isSubreaper() || options.warnsOnReap()
                || options.terminatesLeftovers() || options.hasShutdownReport());
        assertEquals(10_000_000_000L, options.age());
    }

    @Test
    void allOptionsTogether() {
        Options options = new Options();
        assertEquals("",
                options.add("subreaper=on,leftovers=terminate,explain-shutdown=1m30s,warn-on-reap,age=500ms,strict"));
        assertTrue(options.isStrict() && options.isSubreaper() && options.warnsOnReap() && options.terminatesLeftovers()
                && options.hasShutdownReport());
        assertEquals(500_000_000L, options.age());
        assertEquals(90_000_000_000L, options.explainShutdown());
    }

    @Test
    void theRightOptionsWorkBesideAWrongOne() {
        Options options = new Options();
        assertEquals("unknown option 'warn-on-reaping'", options.add("warn-on-reaping,age=5s"));
        assertEquals(5_000_000_000L, options.age());
    }

    @Test
    void allMistakesStandInOneLine() {
        assertEquals("option 'subreaper' takes on or off, not 'yes?'; unknown option ''",
                new Options().add("subreaper=yes\n,"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"strict=on 'strict'", "leftovers 'leftovers'", "age=5 'age'", "age= 'age'",
            "age=9999999999999s 'age'", "explain-shutdown=s1 'explain-shutdown'",
            "age=1s1m 'age'"}, quoteCharacter = '"')
    void aWrongValueIsComplainedAbout(String option, String named) {
        String complaints = new Options().add(option);
        assertTrue(complaints.startsWith("option " + named + " takes "), complaints);
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict,foo", "foo,strict"})
    void strictHoldsForAllOptions(String text) {
        Options options = new Options();
        options.add(text);
        assertTrue(options.isStrict());
    }

    @Test
    void optionsThatAreGivenTwiceAddUpAndTheLastHolds() {
        Options options = new Options();
        assertEquals("unknown option 'foo'", options.add("warn-on-reap,age=5s,foo"));
        assertEquals("", options.add("age=3s,strict"));
        assertTrue(options.warnsOnReap() && options.isStrict() && options.hasMistakes());
        assertEquals(3_000_000_000L, options.age());
    }
}

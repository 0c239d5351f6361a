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
        Options options = new Options(text);
        assertEquals("", options.complaints());
        assertFalse(options.isStrict() || options.isSubreaper() || options.warnsOnReap()
                || options.terminatesLeftovers() || options.hasShutdownReport());
        assertEquals(10_000_000_000L, options.age());
    }

    @Test
    void allOptionsTogether() {
        Options options = new Options(
                "subreaper=on,leftovers=terminate,explain-shutdown=1m30s,warn-on-reap,age=500ms,strict");
        assertEquals("", options.complaints());
        assertTrue(options.isStrict() && options.isSubreaper() && options.warnsOnReap() && options.terminatesLeftovers()
                && options.hasShutdownReport());
        assertEquals(500_000_000L, options.age());
        assertEquals(90_000_000_000L, options.explainShutdown());
    }

    @Test
    void theRightOptionsWorkBesideAWrongOne() {
        Options options = new Options("warn-on-reaping,age=5s");
        assertEquals("unknown option 'warn-on-reaping'", options.complaints());
        assertEquals(5_000_000_000L, options.age());
    }

    @Test
    void allMistakesStandInOneLine() {
        assertEquals("option 'subreaper' takes on or off, not 'yes?'; unknown option ''",
                new Options("subreaper=yes\n,").complaints());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"strict=on 'strict'", "leftovers 'leftovers'", "age=5 'age'", "age= 'age'",
            "age=9999999999999s 'age'", "explain-shutdown=s1 'explain-shutdown'",
            "age=1s1m 'age'"}, quoteCharacter = '"')
    void aWrongValueIsComplainedAbout(String option, String named) {
        String complaints = new Options(option).complaints();
        assertTrue(complaints.startsWith("option " + named + " takes "), complaints);
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict,foo", "foo,strict"})
    void strictHoldsForAllOptions(String text) {
        assertTrue(new Options(text).isStrict());
    }
}

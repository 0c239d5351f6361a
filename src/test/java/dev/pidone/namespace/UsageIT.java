package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Product;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong call: one line that says what is wrong, status 125, and nothing started. */
class UsageIT {
    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "--pid1mode=nonsense", "--pid1mode", "-Z", "--quiet=1",
            "--pid1mode=exec --no-subreaper", "-q -v", "--subreaper --no-subreaper", "--no\nline"})
    void aWrongOptionIsNamedAndStartsNothing(String options) {
        Call call = Call.program(Product.PIDONE.toString()).command(options.split(" ")).command("--", "echo",
                "started");
        assertComplains(options.split("[=\n ]")[0], call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--", "-v", "-v --"})
    void withoutACommandThereIsNothingToStart(String options) {
        Call call = Call.program(Product.PIDONE.toString());
        assertComplains("no command", options.isEmpty() ? call : call.command(options.split(" ")));
    }

    @Test
    void aWrongVariableIsNamedAndStartsNothing() {
        for (String variable : List.of("PIDONE_PID1MODE", "PIDONE_VERBOSE", "PIDONE_SUBREAPER")) {
            assertComplains(variable, Call.pidone().withEnvironment(variable + "=nonsense").command("echo", "started"));
        }
    }

    @Test
    void aVariableStandsForAnOption() {
        assertEquals(new Ended(0, "1\n", ""),
                Call.pidone().withEnvironment("PIDONE_PID1MODE=exec").command("sh", "-c", "echo $$").run());
    }

    private static void assertComplains(String part, Call call) {
        Ended ended = call.run();
        assertEquals(new Ended(125, "", ended.errors()), ended);
        assertTrue(ended.errors().startsWith("pidone: ") && ended.errors().contains(part), ended::toString);
        assertEquals(ended.errors().length() - 1, ended.errors().indexOf('\n'), ended::toString);
    }
}

package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.agent.application.Look;
import dev.pidone.agent.application.Steps;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application can see of the agent, and what is said about options. */
class InvisibleIT {
    private static final String ALL = "subreaper=on,leftovers=terminate,explain-shutdown=1h,warn-on-reap,age=5s";

    private static Stream<Jvm> jvms() {
        return Jvm.all();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void anApplicationSeesTheSameAsWithoutAgent(Jvm jvm) {
        Application.Running without = Application.of(jvm, Look.class, "a b").run();
        Application.Running with = Application.of(jvm, Look.class, "a b").withAgent(ALL).run();
        assertEquals(lines(without.output()), lines(with.output()));
        assertEquals("standard error\n", with.errors());
        assertEquals(42, with.status());
    }

    /** By name, so that a failure shows which is different. */
    private static Map<String, String> lines(String output) {
        Map<String, String> lines = new TreeMap<>();
        output.lines().forEach(line -> {
            String name = line.replaceFirst("[ =:].*", "");
            lines.merge(name, line, (first, second) -> first + "\n" + second);
        });
        return lines;
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void withJavaToolOptionsTheJvmsOwnLineIsTheOnlyOne(Jvm jvm) {
        String option = "'-javaagent:" + Application.JAR + "'";
        Application.Running ended = Application.of(jvm, Steps.class, "exit:3").withVariable("JAVA_TOOL_OPTIONS", option)
                .run();
        assertEquals("Picked up JAVA_TOOL_OPTIONS: " + option + "\n", ended.errors());
        assertEquals(3, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whileNothingHappensItLooksEveryTwoSeconds(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "run:(exit 2 & exit 0)", "await-no-children",
                "await-rest:1500", "switches", "pause:5000", "switches").withAgent(ALL.replace("warn-on-reap,", ""))
                .run();
        String[] lines = ended.output().split("\n");
        long looks = number(lines[2]) - number(lines[1]);
        // A thread goes to sleep for a lock of the JVM, too.
        assertTrue(looks >= 1 && looks <= 12, ended::toString);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceFirst("switches ", ""));
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aWrongOptionIsOneLineAndTheApplicationStarts(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "run:exit 5", "exit:3")
                .withAgent("subreaper,explain-shutdwon=3s,warn-on-reap").run();
        assertEquals("pidone: agent: option 'subreaper' takes on or off; unknown option 'explain-shutdwon=3s'\n",
                ended.errors());
        assertEquals("status 5\n", ended.output());
        assertEquals(3, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aWrongOptionEndsAStrictStart(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "run:exit 5").withAgent("leftovers,strict").run();
        assertEquals("pidone: agent: option 'leftovers' takes terminate or ignore\n", ended.errors());
        assertEquals("", ended.output());
        assertEquals(125, ended.status());
    }
}

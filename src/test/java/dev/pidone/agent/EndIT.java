package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.agent.application.Steps;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a JVM with the agent ends. */
class EndIT {
    private static final String SERVER = "start:trap 'echo server got TERM; exit' TERM; echo server is ready;"
            + " while :; do sleep 0.05; done";
    /** The script has got as far as its loop. */
    private static final String SERVING = "await-process:sleep";
    private static final String STUBBORN = "start:trap '' TERM; echo stubborn; while :; do sleep 0.05; done";

    private static Stream<Jvm> jvms() {
        return Jvm.all();
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whatTheJvmHasStartedGetsTermWhenTheHooksHaveEnded(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "hook:has run", SERVER, SERVING, "exit:6")
                .withAgent("leftovers=terminate").asPid1().run();
        assertEquals("server is ready\nhook has run\nserver got TERM\n", ended.output(), ended::toString);
        assertEquals(6, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whatIgnoresTermIsKilled(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, STUBBORN, SERVING, "exit:6")
                .withAgent("leftovers=terminate,subreaper=on").run();
        assertEquals("stubborn\n", ended.output(), ended::toString);
        assertEquals(6, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void withoutTheOptionNobodyIsAsked(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, SERVER, SERVING, "exit:6").withAgent("").asPid1()
                .run();
        assertEquals("server is ready\n", ended.output(), ended::toString);
        assertEquals(6, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void theHookThatHoldsUpAShutdownIsNamed(Jvm jvm) {
        try (Application.Running running = Application.of(jvm, Steps.class, "hanging-hook:close the pool", "sleep")
                .withAgent("explain-shutdown=300ms").start()) {
            running.awaitOutput("sleeping");
            assertTrue(running.process().toHandle().destroy());
            running.awaitErrors("has taken 1200 ms");
            String errors = running.errors();
            assertTrue(
                    errors.startsWith("pidone: agent: the shutdown has taken 300 ms\n"
                            + "pidone:   this hook runs: \"close the pool\" (java.lang.Thread), TIMED_WAITING\n"),
                    errors);
            assertTrue(errors.contains(Steps.class.getName() + ".sleep"), errors);
            assertTrue(errors.contains("the shutdown is run by \"SIGTERM handler\""), errors);
        }
    }

    private static String report(Jvm jvm, String... steps) {
        try (Application.Running running = Application.of(jvm, Steps.class, steps).withAgent("explain-shutdown=300ms")
                .start()) {
            running.awaitOutput("sleeping");
            assertTrue(running.process().toHandle().destroy());
            // The first report is written as a whole before the second one begins.
            running.awaitErrors("has taken 600 ms");
            return running.errors();
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whomTheHookWaitsForIsNamed(Jvm jvm) {
        for (String kind : jvm.hasVirtualThreads() ? List.of("daemon", "virtual") : List.of("daemon")) {
            String errors = report(jvm, "hook-waits-for-lock-of:" + kind, "threads:60", "sleep");
            assertTrue(errors.matches("(?s).*this hook runs: \"close the pool\"[^\n]* held by \"the " + kind
                    + "\"\n.*which waits for \"the " + kind + "\".*"), errors);
            errors = report(jvm, "hook-waits-for-end-of:" + kind, "threads:60", "sleep");
            assertTrue(errors.matches("(?s).*this hook runs: \"close the pool\"[^\n]*, the end of \"the " + kind
                    + "\"\n.*which waits for \"the " + kind + "\".*"), errors);
            assertTrue(errors.contains("\npidone:   and 11 more threads\n"), errors);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void onlyAJvmThatAdoptsOrphansEndsLeftovers(Jvm jvm) {
        // As a command of a build tool that leaves a daemon running: here until the shell above ends.
        Application.Running ended = Application
                .of(jvm, Steps.class, SERVER.replace("while :", "while kill -0 $shell 2>/dev/null"), SERVING, "exit:6")
                .withAgent("leftovers=terminate").after("shell=$$ \"$@\"; s=$?; sleep 1; exit $s").run();
        assertEquals("server is ready\n", ended.output(), ended::toString);
        assertEquals(6, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aShutdownInTimeIsNotExplained(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "hook:has run", "exit:3")
                .withAgent("explain-shutdown=1m").run();
        assertEquals("", ended.errors());
        assertEquals("hook has run\n", ended.output());
        assertEquals(3, ended.status());
        assertFalse(ended.process().isAlive());
    }
}

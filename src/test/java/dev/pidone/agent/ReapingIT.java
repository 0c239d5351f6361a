package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.agent.application.Load;
import dev.pidone.agent.application.Steps;
import dev.pidone.namespace.PidNamespace;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent in JVMs that are PID 1, and applications that start processes as fast as they can. For a real load
 * {@code -Dpidone.agent.starts=1000000}, and about as many orphans, {@code -Dpidone.agent.seconds=1800} at most.
 */
class ReapingIT {
    private static final String STARTS = System.getProperty("pidone.agent.starts", "800");
    /** A day is as good as no limit. */
    private static final String SECONDS = System.getProperty("pidone.agent.seconds", "86400");

    private static Stream<Jvm> jvms() {
        return Jvm.all();
    }

    private static Application load(Jvm jvm, String... arguments) {
        String[] all = Stream.concat(Stream.of("starts=" + STARTS, "seconds=" + SECONDS), Stream.of(arguments))
                .toArray(String[]::new);
        return Application.of(jvm, Load.class, all).withAgent("");
    }

    private static void check(Application.Running ended) {
        assertEquals(0, ended.status(), ended::toString);
        assertTrue(ended.output().contains(" wrong 0 zombies left 0 "), ended::toString);
        assertEquals("", ended.errors());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void noStatusIsLostAndNoOrphanLeft(Jvm jvm) {
        check(load(jvm, "threads=16").asPid1().run());
    }

    /** Descriptors, memory and /proc are used up for a time, again and again. */
    @ParameterizedTest
    @MethodSource("jvms")
    void whatFailsForATimeIsMadeUpFor(Jvm jvm) {
        Assumptions.assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent());
        check(load(jvm, "threads=8", "faults=proc,descriptors,memory").withOptions("-Xmx64m").asPid1()
                .after("ulimit -n 300; exec \"$@\"").run());
    }

    private static Stream<Jvm> jvmsWithVirtualThreads() {
        return jvms().filter(Jvm::hasVirtualThreads);
    }

    @ParameterizedTest
    @MethodSource("jvmsWithVirtualThreads")
    void virtualThreadsMayStartProcesses(Jvm jvm) {
        check(load(jvm, "threads=100", "virtual").asPid1().run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void theCollectorMayBeBusy(Jvm jvm) {
        check(load(jvm, "threads=8", "garbage").withOptions("-Xmx64m").asPid1().run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void withoutSignalsItLooksNowAndThen(Jvm jvm) {
        check(load(jvm, "threads=8").withOptions("-Xrs").asPid1().run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void processesMayBeForkedTheOldWay(Jvm jvm) {
        // It copies the JVM's page tables, which takes a while.
        check(load(jvm, "threads=8", "starts=200").withOptions("-Djdk.lang.Process.launchMechanism=FORK").asPid1()
                .run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void theJvmMayBeStoppedAndContinued(Jvm jvm) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        try (Application.Running running = load(jvm, "threads=8").asPid1().start()) {
            long processId = running.jvm().pid();
            Thread stopping = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    signal("STOP", processId);
                    Await.pause(30_000_000);
                    signal("CONT", processId);
                    Await.pause(150_000_000);
                }
            });
            running.awaitEnd();
            over.set(true);
            stopping.join();
            check(running);
        }
    }

    private static void signal(String name, long processId) {
        try {
            Starter.program("kill", "-" + name, Long.toString(processId)).redirectErrorStream(true).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void itNeedsNoFileAndNoPrivilege(Jvm jvm) {
        PidNamespace.require();
        Assumptions.assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent());
        check(load(jvm, "threads=8").fromWhereEveryoneSeesIt().asPid1()
                .after(Product.showToEveryone()
                        + " && mount -o remount,bind,ro / && for m in /tmp /run /dev/shm /var/tmp; do"
                        + " mount -t tmpfs -o ro,noexec none $m 2>/dev/null; done;"
                        + " exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs --reuid=65534 --regid=65534"
                        + " --clear-groups \"$@\"")
                .run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void childrenOfTheShellThatBecameTheJvmAreReaped(Jvm jvm) {
        Application.Running ended = Application.of(jvm, Steps.class, "await-no-children").withAgent("").asPid1()
                .after("sleep 0.2 & exec \"$@\"").run();
        assertEquals(0, ended.status(), ended::toString);
        ended = Application.of(jvm, Steps.class, "await-zombie", "pause:500", "zombies").asPid1()
                .after("sleep 0.2 & exec \"$@\"").run();
        assertEquals("zombies 1\n", ended.output(), ended::toString);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void orphansAreAdoptedByASubreaper(Jvm jvm) throws IOException {
        Path file = Files.createTempFile("agent", ".pid");
        String[] steps = {"run:sleep 1000 & echo $! >" + file, "parent:" + file, "run:kill $(cat " + file + ")",
                "await-no-children"};
        Application.Running ended = Application.of(jvm, Steps.class, steps).withAgent("subreaper=on").run();
        assertEquals("status 0\nparent is this process\nstatus 0\n", ended.output(), ended::toString);
        assertEquals("", ended.errors());
        ended = Application.of(jvm, Steps.class, steps).withAgent("").run();
        assertEquals("status 0\nparent is another process\nstatus 0\n", ended.output(), ended::toString);
        Files.delete(file);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void anApplicationThatHandlesSigchldKeepsItsHandler(Jvm jvm) {
        // The JDK resets SIGCHLD when it starts the first process.
        Application.Running ended = Application.of(jvm, Steps.class, "run:exit 2", "handle:CHLD",
                "run:(sleep 0.1 & exit 4); exit 3", "await-no-children", "zombies", "run:exit 5", "await-signal")
                .withAgent("").asPid1().run();
        String output = ended.output();
        assertTrue(output.contains("status 3\n") && output.contains("zombies 0\n"), ended::toString);
        assertTrue(output.substring(output.indexOf("zombies")).contains("application got CHLD"), ended::toString);
        assertEquals("", ended.errors());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void eachReapedProcessIsToldWhereThatIsWanted(Jvm jvm) {
        try (Application.Running running = Application.of(jvm, Steps.class, "run:(sh -c 'exit 7' & exit 0); exit 3",
                "run:exit 9", "await-no-children", "pause:300", "sleep").withAgent("warn-on-reap").asPid1().start()) {
            running.awaitOutput("sleeping");
            running.awaitErrors("\n");
            assertTrue(running.errors().matches("pidone: WARN: reaped process \\d+ \\(sh\\), exit status 7\n"),
                    running::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void childrenOfNativeCodeAreLeftToItForAWhile(Jvm jvm) {
        Application.Running ended = forking(jvm, "fork:exit 3", "run:exit 4", "await-no-children",
                "fork-was-before:1000").withAgent("age=1s").run();
        assertEquals("status 4\nlong ago\n", ended.output(), ended::toString);
        ended = forking(jvm, "fork:exit 3", "run:exit 4", "await-zombie", "pause:2000", "zombies").withAgent("age=1h")
                .run();
        assertEquals("status 4\nzombies 1\n", ended.output(), ended::toString);
    }

    private static Application forking(Jvm jvm, String... steps) {
        return Application.of(jvm, Steps.class, steps).withOptions("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    /** As the programs that jpackage makes: not of the JDK's folder, but with its launcher inside. */
    @ParameterizedTest
    @MethodSource("jvms")
    void theJdksLauncherMayHaveAnotherName(Jvm jvm) throws IOException {
        Path program = Files.createDirectories(Files.createTempDirectory("agent").resolve("bin")).resolve("java");
        Files.copy(jvm.home().resolve("bin/java"), program, StandardCopyOption.COPY_ATTRIBUTES);
        Path libraries = program.resolveSibling("../lib").normalize();
        Files.createSymbolicLink(libraries, jvm.home().resolve("lib"));
        Application.Running ended = Application.of(new Jvm(jvm.version(), libraries.getParent()), Steps.class,
                "wait-in-background:sleep 1000", "run:(exit 2 & exit 0)", "await-no-zombies", "exit:3")
                .withAgent("age=1h").asPid1().run();
        assertEquals(3, ended.status(), ended::toString);
        Files.delete(program);
        Files.delete(program.getParent());
        Files.delete(libraries);
        Files.delete(libraries.getParent());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aThreadThatWaitsForAProcessDelaysNothing(Jvm jvm) {
        Application.Running ended = forking(jvm, "wait-in-background:sleep 1000", "fork:exit 3", "await-zombie",
                "await-no-zombies", "exit:0").withAgent("age=1s").run();
        assertEquals("", ended.errors());
        assertEquals(0, ended.status(), ended::toString);
    }
}

package dev.pidone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.agent.application.BadStart;
import dev.pidone.agent.application.Steps;
import dev.pidone.namespace.PidNamespace;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent survives every application, and every application survives the agent: whatever is used up, missing or
 * forbidden, the application notices nothing, and what has ended is reaped as soon as that can be.
 */
class SurvivalIT {
    private static final String[] ORPHAN = {"run:(exit 4 & exit 0)", "await-no-children", "exit:3"};

    @TempDir
    private Path folder;

    private static Stream<Jvm> jvms() {
        return Jvm.all();
    }

    private static Application steps(Jvm jvm, String... steps) {
        return Application.of(jvm, Steps.class, steps);
    }

    private static void check(Application.Running ended) {
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertEquals("", ended.errors(), ended::toString);
        assertEquals(3, ended.status());
    }

    private static void requireRoot() {
        PidNamespace.require();
        Assumptions.assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent());
    }

    /** Zombies keep a limit reached, and at the limit the JVM gets no thread: none may be needed. */
    @ParameterizedTest
    @MethodSource("jvms")
    void zombiesThatHaveUsedUpTheProcessLimitAreReaped(Jvm jvm) {
        requireRoot();
        // A user of its own, since the limit is one of all processes of a user. The shell cannot fork, at last: status 2.
        Application.Running ended = steps(jvm, "run:exit 1", "run:while :; do sleep 2 & done 2>/dev/null",
                "await-no-children", "exit:3").fromWhereEveryoneSeesIt().withAgent("").asPid1()
                .after(Product.showToEveryone() + "; exec prlimit --nproc=100 setpriv --reuid=61926 --regid=61926"
                        + " --clear-groups \"$@\"")
                .run();
        assertEquals("status 1\nstatus 2\n", ended.output(), ended::toString);
        assertEquals(3, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aJvmThatHasButTheModulesItNeedsIsReapedFor(Jvm jvm) {
        check(steps(jvm, ORPHAN).withOptions("--limit-modules", "java.base,java.instrument")
                .withAgent("explain-shutdown=1h,subreaper=on,leftovers=terminate").run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aLookThatFailsBecauseDescriptorsRanOutIsMadeUpFor(Jvm jvm) {
        check(steps(jvm, "run:(sleep 0.3; exit 4) & exit 0", "exhaust-descriptors:1500", "await-no-children", "exit:3")
                .withAgent("").asPid1().after("ulimit -n 200; exec \"$@\"").run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aLookThatFailsBecauseMemoryRanOutIsMadeUpFor(Jvm jvm) {
        check(steps(jvm, "run:(sleep 0.3; exit 4) & exit 0", "exhaust-memory:3000", "await-no-children", "exit:3")
                .withOptions("-Xmx32m").withAgent("").asPid1().run());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void whatCannotBeDoneForLongIsSaidOnce(Jvm jvm) {
        Application.Running ended = steps(jvm, "exhaust-descriptors:12000", "run:(exit 4 & exit 0)",
                "await-no-children", "exit:3").withAgent("").asPid1().after("ulimit -n 200; exec \"$@\"").run();
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertEquals("pidone: agent: zombies cannot be reaped: /proc/self/task cannot be read\n", ended.errors());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void procMayComeLate(Jvm jvm) throws IOException {
        requireRoot();
        Path late = Files.writeString(folder.resolve("late"), "sleep 8; mount -t proc proc /proc");
        // Below is that of another namespace.
        Application.Running ended = steps(jvm, ORPHAN).withAgent("").asPid1()
                .after("umount -l /proc; sh " + late + " & exec \"$@\"").run();
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertEquals("pidone: agent: zombies cannot be reaped: /proc is not that of this PID namespace\n",
                ended.errors());
        assertEquals(3, ended.status());
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void theJarMayBeGoneAndHandlersOfUncaughtExceptionsMayExit(Jvm jvm) throws IOException {
        Path jar = Files.copy(Application.JAR, folder.resolve("agent.jar"));
        check(steps(jvm, "exit-on-uncaught:9", "delete:" + jar, "run:(exit 4 & exit 0)", "await-no-children", "exit:3")
                .withOptions("-javaagent:" + jar + "=subreaper=on,leftovers=terminate,explain-shutdown=1h").run());
    }

    private static Application guarded(Jvm jvm, Path policy, String... steps) {
        Assumptions.assumeTrue(jvm.version() < 24, "security managers are gone");
        return steps(jvm, steps).withOptions("-Djava.security.policy=" + policy);
    }

    private Path policy(Path... trusted) throws IOException {
        StringBuilder policy = new StringBuilder();
        for (Path path : trusted) {
            policy.append("grant codeBase \"file:").append(path).append(Files.isDirectory(path) ? "/" : "")
                    .append("\" { permission java.security.AllPermission; };\n");
        }
        return Files.writeString(folder.resolve("policy"), policy);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void underASecurityManagerItNeedsAPermissionAndSaysSo(Jvm jvm) throws IOException {
        Path application = Path.of("target/test-classes").toAbsolutePath();
        Application.Running ended = guarded(jvm, policy(application), "run:exit 5", "exit:3")
                .withOptions("-Djava.security.manager").withAgent("subreaper=on").run();
        assertEquals("status 5\n", ended.output(), ended::toString);
        assertEquals(3, ended.status());
        assertTrue(ended.errors().contains("pidone: agent: cannot start: its jar needs java.security.AllPermission: "),
                ended::toString);
        ended = guarded(jvm, policy(application, Application.JAR), ORPHAN).withOptions("-Djava.security.manager")
                .withAgent("subreaper=on,leftovers=terminate").run();
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertTrue(!ended.errors().contains("pidone: "), ended::toString);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aSecurityManagerMayComeLater(Jvm jvm) throws IOException {
        List<String> steps = new ArrayList<>(List.of("security-manager"));
        steps.addAll(List.of(ORPHAN));
        Application.Running ended = guarded(jvm, policy(Path.of("target/test-classes").toAbsolutePath()),
                steps.toArray(String[]::new)).withAgent("subreaper=on,leftovers=terminate").run();
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertEquals(3, ended.status());
        assertTrue(!ended.errors().contains("pidone: "), ended::toString);
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void aWrongOptionEndsNoApplicationThatRuns(Jvm jvm) throws Exception {
        Path jcmd = jvm.home().resolve("bin/jcmd");
        Assumptions.assumeTrue(Files.isExecutable(jcmd));
        try (Application.Running running = steps(jvm, "sleep").start()) {
            running.awaitOutput("sleeping");
            Process attach = Starter.program(jcmd.toString(), Long.toString(running.jvm().pid()), "JVMTI.agent_load",
                    Application.JAR.toString(), "strict,foo").redirectErrorStream(true).start();
            attach.getInputStream().readAllBytes();
            running.awaitErrors("pidone: agent: unknown option 'foo'; nothing is changed\n");
            assertTrue(running.process().isAlive());
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void optionsThatAreGivenTwiceAddUp(Jvm jvm) {
        Application.Running ended = steps(jvm, ORPHAN)
                .withVariable("JAVA_TOOL_OPTIONS", "-javaagent:" + Application.JAR + "=subreaper=on")
                .withAgent("warn-on-reap,leftovers=nobody").run();
        assertEquals("status 0\n", ended.output(), ended::toString);
        assertTrue(ended.errors().contains("option 'leftovers' takes terminate or ignore, not 'nobody'\n"),
                ended::toString);
        assertTrue(ended.errors().contains("WARN: reaped process"), ended::toString);
    }

    /** Nobody can see whether they have ended. */
    private static Application besideProcessesOfRoot(Jvm jvm, String script, String options) {
        requireRoot();
        return steps(jvm, "run:(exit 5 & exit 0)", "run:exit 6", "sleep").fromWhereEveryoneSeesIt().withAgent(options)
                .asPid1().after(Product.showToEveryone() + "; mount -t proc -o hidepid=2 proc /proc; " + script
                        + "\nexec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"");
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void processesThatAreHiddenFromItAreReaped(Jvm jvm) {
        try (Application.Running running = besideProcessesOfRoot(jvm,
                "sleep 1000 & (sleep 1; exit 4) & (sleep 2; exit 7) &", "warn-on-reap").start()) {
            running.awaitOutput("status 0\nstatus 6\nsleeping\n");
            for (String expected : List.of(" of another user, exit status 4\n", " of another user, exit status 7\n",
                    " (sh), exit status 5\n")) {
                running.awaitErrors(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void thatNotAllHiddenProcessesCanBeReapedIsSaidOnce(Jvm jvm) {
        try (Application.Running running = besideProcessesOfRoot(jvm,
                "i=0; while [ $i -lt 17 ]; do sleep 1000 & i=$((i + 1)); done", "").start()) {
            running.awaitOutput("status 0\nstatus 6\nsleeping\n");
            running.awaitErrors("pidone: agent: processes of other users are hidden (hidepid): zombies of some of them"
                    + " are reaped late or never\n");
        }
    }

    /** Not by what is in the stack but by the thread, as some of their own do. */
    @ParameterizedTest
    @MethodSource("jvms")
    void aSecurityManagerThatAllowsNothingIsComplainedAboutOnce(Jvm jvm) throws IOException {
        try (Application.Running running = guarded(jvm, policy(Path.of("target/test-classes").toAbsolutePath()),
                "security-manager-of-thread:main", "sleep").withAgent("subreaper=on").start()) {
            running.awaitOutput("sleeping\n");
            running.awaitErrors("pidone: agent: zombies cannot be reaped: the security manager does not allow it\n");
        }
    }

    /** Memory may run out while the agent starts. */
    @ParameterizedTest
    @MethodSource("jvms")
    void whateverItMeetsAtTheStartTheApplicationStarts(Jvm jvm) {
        List<String> problems = List.of("java.lang.OutOfMemoryError", "java.lang.StackOverflowError",
                "java.lang.NoClassDefFoundError", "java.lang.IllegalStateException");
        Application.Running ended = Application.of(jvm, BadStart.class, words(List.of(Application.JAR.toString()),
                List.of("subreaper=on,explain-shutdown=1h,leftovers=terminate"), problems)).run();
        assertEquals("", ended.output(), ended::toString);
        assertEquals(3, ended.status(), ended::toString);
        assertTrue(ended.errors().startsWith("pidone: agent: cannot start: java.lang.OutOfMemoryError\n"),
                ended::toString);
    }

    /** Its first thread forks, and takes its time to wait. */
    @ParameterizedTest
    @MethodSource("jvms")
    void theChildrenOfAProgramAroundTheJvmAreLeftToIt(Jvm jvm) throws Exception {
        Path source = Files.writeString(folder.resolve("embed.c"), """
                #include <errno.h>
                #include <jni.h>
                #include <stdio.h>
                #include <sys/wait.h>
                #include <unistd.h>

                int main(int argc, char **argv) {
                    JavaVMOption options[] = {{argv[1], NULL}, {"-Xrs", NULL}};
                    JavaVMInitArgs arguments = {JNI_VERSION_10, 2, options, JNI_FALSE};
                    JavaVM *jvm;
                    void *env;
                    if (JNI_CreateJavaVM(&jvm, &env, &arguments))
                        return 2;
                    pid_t child = fork();
                    if (!child)
                        _exit(7);
                    if (argc == 2)
                        sleep(5);
                    siginfo_t info;
                    for (int looks = 0; argc > 2 && looks < 1200; looks++) {
                        if (waitid(P_PID, child, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
                            break;
                        usleep(50000);
                    }
                    int status;
                    if (waitpid(child, &status, 0) == child)
                        printf("status %d\\n", WEXITSTATUS(status));
                    else
                        printf("errno %d\\n", errno);
                    return 0;
                }
                """);
        Path program = folder.resolve("embed");
        Path home = jvm.home().toRealPath();
        run("cc", "-I" + home + "/include", "-I" + home + "/include/linux", "-o", program.toString(), source.toString(),
                "-L" + home + "/lib/server", "-ljvm", "-Wl,-rpath," + home + "/lib/server");
        String agent = "-javaagent:" + Application.JAR;
        assertEquals("status 7\n", run(program.toString(), agent));
        assertEquals("status 7\n", run(program.toString(), agent + "=age=1h"));
        assertEquals("errno 10\n", run(program.toString(), agent + "=age=1s", "until it is taken"));
    }

    private static String run(String... command) throws Exception {
        Process process = Starter.program(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    /** With a module that was not there when the cache was made the JVM would refuse the cache, on standard output. */
    @ParameterizedTest
    @MethodSource("jvms")
    void aCacheOfCompiledCodeThatKnowsOfAgentsIsUsed(Jvm jvm) throws Exception {
        Assumptions.assumeTrue(jvm.version() >= 25);
        Path jar = folder.resolve("application.jar");
        run("sh", "-c", "cd target/test-classes && \"$@\"", "sh", jvm.home().resolve("bin/jar").toString(), "cf",
                jar.toString(), "dev/pidone/agent/application");
        List<String> java = List.of(jvm.home().resolve("bin/java").toString(), "--add-modules", "java.instrument");
        List<String> main = List.of("-cp", jar.toString(), Steps.class.getName(), "exit:0");
        Path cache = folder.resolve("application.aot");
        run(words(java, List.of("-XX:AOTCacheOutput=" + cache), main));
        assertEquals("", run(words(java,
                List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-javaagent:" + Application.JAR), main)));
    }

    private static String[] words(List<String> first, List<String> second, List<String> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toArray(String[]::new);
    }
}

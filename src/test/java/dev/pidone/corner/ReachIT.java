package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom pidone reaches: nobody who is meant gets away, and nobody else is meant. */
class ReachIT {
    private static final int KILL = 9;
    private static final int TERM = 15;

    /**
     * Twenty chains, in sessions of their own: each process makes the next, and ends. Many others that do nothing make
     * a look at /proc take longer than that.
     */
    private static final String CHAINS = """
            use POSIX ();
            $SIG{$_} = "IGNORE" for "TERM", "CHLD";
            for (1 .. 400) {
                next if fork();
                sleep 1 while 1;
            }
            for (1 .. 20) {
                next if fork();
                POSIX::setsid();
                while (1) {
                    select(undef, undef, undef, 0.01);
                    exit 0 if fork();
                }
            }
            syswrite(STDOUT, "ready\\n");
            sleep 1 while 1;
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children"})
    void descendantsThatGoOnForkingDoNotOutliveTheTimeToStop(String options) {
        try (Stage stage = Stage.play(Programs.pidone(options + " --stop-timeout=500ms", Scripts.perl(CHAINS)))
                .start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--leftovers=terminate", "--orphans=terminate", "--stop-timeout=1s",
            "--pid1mode=wait-all-children", "--pid1mode=exec"})
    void theProcOfAnOuterNamespaceHoldsNothingUp(String options) {
        // That the IDs of one namespace are those of others in the other one is what this is about.
        String script = "/bin/true; exec unshare --pid --fork --kill-child \"$@\"";
        List<String> inner = Programs.pidone(options, "sh", "-c", "sleep 0.5; exit 3");
        assertEquals(3, Stage.play(Programs.shell(script, inner)).asPid1().run().status());
    }

    /** What nsenter brings in has no more to do with the command than the session outside, although both read 0. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--session"})
    void whatEntersIsNoOrphanAlthoughTheLeaderOfTheSessionIsOutside(String options) throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "entering takes root");
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(Programs.pidone(options + " -v --orphans=terminate --stop-timeout=1s", "sleep", "1000"));
        try (Stage stage = Stage.play(command).start()) {
            stage.await("sleep 1000");
            Member pidone = stage.pidone();
            assertTrue(pidone.session() != pidone.processId());
            Process entering = Starter.program("nsenter", "--target", Long.toString(pidone.processId()), "--pid",
                    "--mount", "sh", "-c", "(sleep 2000 &); exec sleep 3000").start();
            try {
                Member entered = stage.await("sleep 2000");
                // Three looks: that nothing happens has no event.
                Await.pause(TimeUnit.SECONDS.toNanos(3));
                assertTrue(entered.isAlive(), stage::errors);
                assertTrue(entering.isAlive());
            } finally {
                entering.destroyForcibly();
            }
        }
    }

    /** It stays a subreaper when it becomes another program (prctl(2), PR_SET_CHILD_SUBREAPER). */
    @Test
    void whoIsASubreaperAlreadyIsNotSaidToBeNone() {
        List<String> pidone = Programs.pidone("--no-subreaper", "sh", "-c", "exit 3");
        Stage.Ended ended = Stage.play(pidone).run();
        assertEquals(3, ended.status());
        assertTrue(ended.errors().matches("pidone: WARN: not PID 1 and no subreaper: [^\n]*\n"), ended::errors);
        String script = "syscall(&SYS_prctl, 36, 1, 0, 0, 0) == 0 or die; exec @ARGV";
        assertEquals(new Stage.Ended(3, "", ""), Stage.play(Scripts.perl(script, pidone)).run());
    }

    /** The command has as many as it wants; pidone has its own three, one for signals, and so many more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void descendantsAreReachedWithFewDescriptors(int left) {
        String tree = "prlimit --pid=$$ --nofile=100; echo ready; (sleep 1000 & setsid sh -c 'sleep 2000 & wait' & wait) &"
                + " (sleep 3000 &); wait";
        List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=" + (4 + left) + ":100"));
        command.addAll(Programs.pidone("--pid1mode=wait-all-children", "sh", "-c", tree));
        try (Stage stage = Stage.play(command).start()) {
            for (int seconds = 1000; seconds <= 3000; seconds += 1000) {
                stage.await("sleep " + seconds);
            }
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    /**
     * Threads have children of their own, also after the first one has ended (proc_tid_children(5)); a JVM's as well.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theChildrenOfThreadsAreReached(boolean jar) {
        String threads = "use threads; my @threads = map { my $time = $_; threads->create(sub { my $child = fork();"
                + " exec('sleep', $time) if !$child; waitpid($child, 0); sleep 1 while 1 }) } 1000, 2000;"
                + " if (!fork()) { exec('sleep', 3000) } syscall(&SYS_exit, 0);";
        String command = "\"$@\" & for time in 1000 2000 3000; do until grep -qazx $time /proc/[0-9]*/cmdline; do :; done;"
                + " done 2>/dev/null; kill -TERM $PPID; wait";
        List<String> arguments = new ArrayList<>(jar ? Product.JAR : List.of(Product.PIDONE.toString()));
        arguments.addAll(List.of("--pid1mode=wait-all-children", "--", "sh", "-c", command, "sh"));
        arguments.addAll(Scripts.perl(threads));
        try (Stage stage = Stage.play(arguments).start()) {
            assertEquals(128 + TERM, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members());
        }
    }

    @RepeatedTest(3)
    void aSignalForPidonesThreadIsForwardedAsOneForTheProcess() {
        String script = "$SIG{TERM} = sub { exit 42 }; syscall(&SYS_tgkill,"
                + " getppid(), getppid(), 15); sleep 1 while 1";
        List<String> command = Programs.pidone("", Scripts.perl(script));
        assertEquals(new Stage.Ended(42, "", ""), Stage.play(command).run());
        assertEquals(new Stage.Ended(42, "", ""), Stage.play(command).asPid1().run());
    }
}

package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pidone.support.TestProgram;
import dev.pidone.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes below pidone do to PID 1 without having the right to send it signals, or with it. */
class HostileProcessesIT {
    private static final int KILL = 9;
    private static final int USR1 = 10;
    private static final int TERM = 15;

    /**
     * A worker of another user joins the process group of PID 1 and stops there; its parent, in a group of its own,
     * ends. The kernel has sent HUP and CONT before that end can be waited for. USR1 comes behind HUP.
     */
    private static final String ORPHANED_GROUP = """
            use POSIX ();
            my $end;
            $SIG{HUP} = sub { print "HUP\\n" };
            $SIG{USR1} = sub { $end = 1 };
            my $mask = POSIX::SigSet->new(POSIX::SIGHUP, POSIX::SIGUSR1);
            POSIX::sigprocmask(POSIX::SIG_BLOCK, $mask);
            my $parent = fork();
            if ($parent == 0) {
                setpgrp(0, 0);
                my $worker = fork();
                if ($worker == 0) {
                    POSIX::setgid(65534);
                    POSIX::setuid(65534);
                    setpgrp(0, 1) or print "not joined: $!\\n";
                    kill("STOP", $$);
                }
                waitpid($worker, POSIX::WUNTRACED);
                POSIX::_exit(0);
            }
            waitpid($parent, 0);
            kill("USR1", 1);
            POSIX::sigsuspend(POSIX::SigSet->new()) until $end;
            exit 3;
            """;

    /** STOP takes back a CONT that is pending, and does nothing to PID 1. */
    private static final String TAKEN_BACK = "fork; fork; while (1) { kill('CONT', 1); kill('STOP', 1) }";

    @BeforeEach
    void needsRoot() {
        assumeTrue(Stage.isRoot(), "needs root");
    }

    /** As in a container: PID 1 leads its session. */
    private static List<String> pid1(String options, String script) {
        List<String> all = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "setsid"));
        all.addAll(Programs.pidone(options, "perl", "-e", script));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children --wait-limit=0s"})
    void anOrphanedProcessGroupHangsNothingUp(String options) {
        Stage.Ended ended = Stage.play(pid1(options + " -q --stop-timeout=1ms", ORPHANED_GROUP)).run();
        assertEquals(new Stage.Ended(3, "", ended.errors()), ended);
    }

    /** Where the queue is full the kernel says of what tgkill(2) sends what it says of root outside. */
    @Test
    void aFullQueueDoesNotPassForOutside() {
        String script = """
                require "syscall.ph";
                use POSIX ();
                POSIX::sigprocmask(POSIX::SIG_BLOCK, POSIX::SigSet->new(40));
                1 while syscall(&SYS_tgkill, $$ + 0, $$ + 0, 40) == 0;
                syscall(&SYS_tgkill, 1, 1, 15) == 0 or die $!;
                POSIX::_exit(3);
                """;
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "--bounding-set=-all", "prlimit", "--sigpending=20"));
        all.addAll(Programs.pidone("--pid-namespace --signals-from=outside", "perl", "-e", script));
        assertEquals(
                new Stage.Ended(3, "",
                        "pidone: WARN: dropped SIGTERM, sent from inside the PID namespace by an unknown process\n"),
                Stage.play(all).run());
    }

    /** A process that has the kernel hold a lock: src/test/c/holder.c. */
    private static List<String> holder(Path folder, String what, String name, String... next) {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            Tools.cannotTest("there is no /dev/fuse");
        }
        List<String> command = new ArrayList<>(
                List.of(TestProgram.of("holder").toString(), folder.toString(), what, name));
        command.addAll(List.of(next));
        return command;
    }

    /** What it says of itself stands in its memory, whoever asks for it, and what for. */
    @ParameterizedTest
    @ValueSource(strings = {"--except=fifteen-bytes-xyz", "--wait-report=100ms", "-q --report=REPORT"})
    void whoHoldsItsMemoryHoldsUpNoTimeLimit(String options, @TempDir Path folder) {
        String all = "--pid1mode=wait-all-children --time-limit=1s "
                + options.replace("REPORT", folder.resolve("report").toString());
        Stage.Ended ended = Stage
                .play(Programs.pidone(all, holder(folder, "memory", "fifteen-bytes-x", "sh", "-c", "exit 3"))).asPid1()
                .run();
        assertEquals("124 held\n", ended.status() + " " + ended.output());
    }

    /** pidone looks what the command would do about a signal. */
    @Test
    void whoHoldsItsMemoryHoldsUpNoSignal(@TempDir Path folder) {
        try (Stage stage = inExecMode(holder(folder, "memory", "holder"))) {
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    /** It has USR1 blocked. */
    @Test
    void whoHoldsADescriptorHoldsUpNoSignal(@TempDir Path folder) {
        try (Stage stage = inExecMode(holder(folder, "epoll", "holder"))) {
            stage.send(stage.pidone(), USR1, TERM);
            assertEquals(128 + TERM, stage.awaitEnd().status());
        }
    }

    private static Stage inExecMode(List<String> holder) {
        Stage stage = Stage.play(Programs.pidone("--pid-namespace --pid1mode=exec", holder)).start();
        stage.awaitOutput("held\n");
        return stage;
    }

    /**
     * Who is the same user sets the limits of PID 1 (prlimit(2)). By its next look, when the orphan has ended, they
     * count.
     */
    @Test
    void aLimitOfDescriptorsHoldsUpNoSignal() {
        String script = """
                trap '' TERM
                prlimit --pid 1 --nofile=0
                orphan=$(sh -c 'true >&2 & echo $!')
                while kill -0 $orphan 2>&-; do :; done
                echo ready
                while :; do sleep 1000; done
                """;
        List<String> all = new ArrayList<>(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"));
        all.addAll(Programs.pidone("-q --pid-namespace --time-limit=1h --stop-timeout=100ms", "sh", "-c", script));
        try (Stage stage = Stage.play(all).start()) {
            stage.awaitOutput("ready\n");
            stage.send(stage.pidone(), TERM);
            assertEquals(128 + KILL, stage.awaitEnd().status());
        }
    }

    /**
     * Root of a user namespace that pidone has made may trace everybody in it but PID 1: that could forget that it ends
     * with the pidone outside.
     */
    @Test
    void rootOfAUserNamespaceDoesNotTracePid1() {
        String script = "require 'syscall.ph'; my ($attach, $process) = (16, shift(@ARGV) + 0);"
                + " exit(syscall(&SYS_ptrace, $attach, $process, 0, 0) == 0 ? 0 : 1)";
        String both = "sleep 1000 & perl -e \"$0\" $!; echo $?; perl -e \"$0\" 1; echo $?";
        List<String> all = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "setpriv",
                "--bounding-set=-sys_admin", "--inh-caps=-all"));
        all.addAll(Programs.pidone("--pid-namespace", "sh", "-c", both, script));
        assertEquals("0\n1\n", Stage.play(all).run().output());
    }

    @Test
    void aSignalThatIsTakenBackDoesNotOutliveTheTimeLimit() {
        assertEquals(124, Stage.play(pid1("-q --time-limit=500ms", TAKEN_BACK)).run().status());
    }
}

package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes below pidone do to PID 1 without having the right to send it signals, or with it. */
class HostileProcessesIT {
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

    @Test
    void aSignalThatIsTakenBackDoesNotOutliveTheTimeLimit() {
        assertEquals(124, Stage.play(pid1("-q --time-limit=500ms", TAKEN_BACK)).run().status());
    }
}

package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where standard error takes nothing for a while, the log goes on afterwards; and nobody writes in it but pidone. */
class LogIT {
    private static final int USR1 = 10;
    private static final int USR2 = 12;
    private static final int TERM = 15;

    /** Runs a program whose standard error is a pipe that is full; on USR2 reads what is in it, and then on. */
    private static final String SLOW_READER = """
            use Fcntl;
            my ($flags, @command) = @ARGV;
            my $told = 0;
            $SIG{USR2} = sub { $told = 1 };
            pipe(my $read, my $write) or die "pipe: $!";
            fcntl($write, F_SETFL, O_NONBLOCK | O_WRONLY);
            1 while syswrite($write, "x" x 4096);
            1 while syswrite($write, "x");
            fcntl($write, F_SETFL, O_WRONLY | ($flags eq "non-blocking" ? O_NONBLOCK : 0));
            my $child = fork();
            if (!$child) {
                open(STDERR, ">&", $write);
                exec @command;
            }
            close($write);
            select(undef, undef, undef, 0.01) while !$told;
            while (sysread($read, my $text, 65536)) {
                $text =~ s/^x+//;
                syswrite(STDOUT, "[drained]\\n") if $told++ == 1;
                syswrite(STDOUT, $text);
            }
            waitpid($child, 0);
            exit $? >> 8;
            """;

    /** Runs a program whose standard error is a socket, and shows what arrives there. */
    private static final String SOCKET_READER = """
            use Socket;
            my ($type, @command) = @ARGV;
            socketpair(my $here, my $there, AF_UNIX, $type eq "stream" ? SOCK_STREAM : SOCK_SEQPACKET, 0) or die "$!";
            my $child = fork();
            if (!$child) {
                open(STDERR, ">&", $there);
                exec @command;
            }
            close($there);
            while (sysread($here, my $text, 65536)) {
                syswrite(STDOUT, $text);
            }
            waitpid($child, 0);
            exit $? >> 8;
            """;

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "non-blocking"})
    void messagesAppearAgainWhenAPipeIsNotFullAnyMoreAndTheOthersAreCounted(String flags) {
        List<String> command = Programs.pidone("-vvv", Programs.listener(4, USR1));
        command.addFirst(flags);
        try (Stage stage = Stage.play(Scripts.perl(SLOW_READER, command)).start()) {
            stage.awaitLine("ready");
            Member pidone = stage.pidone();
            stage.send(pidone, USR1);
            stage.awaitLine("10");
            stage.send(new Member(pidone.parent()), USR2);
            stage.awaitLine("[drained]");
            stage.send(pidone, USR1);
            stage.awaitLine("10", 2);
            stage.until(() -> stage.output().matches("(?s).*pidone: WARN: [1-9][0-9]* messages? w[^\n]* dropped: .*"),
                    "nothing is counted");
            stage.send(pidone, USR1);
            stage.awaitLine("10", 3);
            stage.send(pidone, USR1);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(42, ended.status());
            assertTrue(ended.output().contains("exited with status 42"), ended::output);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "packets"})
    void aSocketIsWrittenTo(String type) {
        List<String> command = Programs.pidone("-v", "sh", "-c", "exit 3");
        command.addFirst(type);
        Stage.Ended ended = Stage.play(Scripts.perl(SOCKET_READER, command)).run();
        assertEquals(3, ended.status());
        assertTrue(ended.output().matches("(?s)pidone: INFO: \\[ *[0-9.]+s\\] started the command, pid=\\d+\n.*"),
                ended::output);
        assertTrue(ended.output().contains(" exited with status 3\n"), ended::output);
        assertTrue(ended.output().endsWith(" at once\n"), ended::output);
    }

    @Test
    void aFullDiskChangesNothingElse() {
        String script = "exec \"$@\" 2>/dev/full";
        assertEquals(new Stage.Ended(3, "", ""),
                Stage.play(Programs.shell(script, Programs.pidone("-vvv", "sh", "-c", "exit 3"))).run());
    }

    @Test
    void messagesAppearAgainWhenADiskIsNotFullAnyMoreAndTheOthersAreCounted() {
        String script = """
                mount -t tmpfs -o size=16k none /mnt && cd /mnt || exit
                : >log
                cat /dev/zero >filling 2>/dev/null
                "$@" 2>>log
                echo "status $?"
                cat log
                """;
        Stage.Ended ended = Stage
                .play(Programs.shell(script, Programs.pidone("-v", "sh", "-c", "rm /mnt/filling; exit 3"))).run();
        assertEquals(0, ended.status(), ended::toString);
        assertTrue(ended.output().matches("""
                status 3
                pidone: WARN: 1 message was dropped: [^\n]*
                pidone: INFO: [^\n]* the command, pid=[0-9]+, exited with status 3
                pidone: INFO: [^\n]* the command exited with status 3, [^\n]*
                pidone: INFO: [^\n]* CPU [^\n]*
                """), ended::output);
    }

    @Test
    void aNameForgesNoLineWhereTheTimeToStopIsOver() {
        List<String> command = namesItself("$SIG{TERM} = 'IGNORE'; print \"ready\\n\"; sleep 1 while 1;");
        try (Stage stage = Stage.play(Programs.pidone("--stop-timeout=300ms", command)).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertNotForged(stage.awaitEnd().errors());
        }
    }

    @Test
    void aNameForgesNoLineWhereItIsAnOrphans() {
        List<String> command = namesItself("print \"ready\\n\"; sleep 1 while 1;");
        List<String> parent = Programs.shell("(\"$@\" &); exec sleep 1000", command);
        try (Stage stage = Stage.play(Programs.pidone("-v --orphans=terminate", parent)).start()) {
            stage.awaitErrors("terminating orphan");
            stage.send(stage.await("sleep 1000"), TERM);
            assertNotForged(stage.awaitEnd().errors());
        }
    }

    /** It has 15 bytes: a line break, and two ways to begin an escape sequence. */
    private static List<String> namesItself(String then) {
        return Scripts.perl("$| = 1; my $name = \"a\\npidone\\e[2\\xc2\\x9bJ\"; syscall(&SYS_prctl,"
                + " 15, $name) == 0 or die; " + then);
    }

    private static void assertNotForged(String errors) {
        assertTrue(errors.contains("(a\\x0apidone\\x1b[2\u00c2\\x9bJ)"), errors);
        assertFalse(errors.lines().anyMatch(line -> !line.matches("pidone: (WARN|INFO): .*")), errors);
        assertFalse(errors.contains("\u001b"), errors);
    }
}

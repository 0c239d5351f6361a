package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With --stop-on-stdin-end pidone stops its command when nobody can write to standard input any more, and only then.
 */
class StdinEndIT {
    private static final int RUNS = Integer.getInteger("pidone.clients", 20);

    /**
     * A client of the server that it starts: at the other end of a pipe, of a local connection, or of one by TCP. It
     * writes a line that nobody reads, and when the server has said "ready" goes, or closes its half of the connection.
     */
    private static final String CLIENT = """
            use IO::Socket;
            my ($kind, @server) = @ARGV;
            my ($mine, $its);
            if ($kind =~ /^pipe/) {
                pipe($its, $mine) or die "pipe: $!";
            } elsif ($kind =~ /^tcp/) {
                my $listener = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die "listen: $!";
                $mine = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $listener->sockport()) or die "$!";
                $its = $listener->accept() or die "accept: $!";
            } else {
                my $type = $kind =~ /packets/ ? SOCK_SEQPACKET : SOCK_STREAM;
                socketpair($mine, $its, AF_UNIX, $type, 0) or die "socketpair: $!";
            }
            pipe(my $said, my $says) or die "pipe: $!";
            my $server = fork();
            if (!$server) {
                close($mine);
                open(STDIN, "<&", $its) or die "input: $!";
                open(STDOUT, ">&", $says) or die "output: $!";
                exec @server or die "exec: $!";
            }
            close($its);
            close($says);
            syswrite($mine, "unread\\n");
            <$said> eq "ready\\n" or die "not ready";
            $kind =~ /half/ ? shutdown($mine, 1) : close($mine);
            print while <$said>;
            waitpid($server, 0);
            exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
            """;

    /** Goes on until nobody can read any more. */
    private static final String WRITER = "while echo unread; do sleep 0.01; done";

    private static Stage.Play client(String kind, List<String> server) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", CLIENT, "--", kind));
        command.addAll(server);
        return Stage.play(command);
    }

    private static List<String> server(String options, String script) {
        return Programs.pidone("--stop-on-stdin-end " + options, Programs.shell(script));
    }

    @ParameterizedTest
    @CsvSource({"pipe, ''", "pipe, --pid1mode=wait-all-children", "pipe, --pid-namespace", "pipe, --session",
            "local, ''", "local, --pid-namespace", "local-half, ''", "packets, ''", "tcp, ''", "tcp-half, ''"})
    void whenTheClientGoesTheServerIsStopped(String kind, String options) {
        assertEquals(new Stage.Ended(143, "", ""), client(kind, server(options, "echo ready; exec sleep 1000")).run());
    }

    /** What was written before is for the command. */
    @Test
    void nothingIsReadByPidone() {
        String script = "trap 'cat; exit 3' TERM; echo ready; while :; do sleep 0.01; done";
        assertEquals(new Stage.Ended(3, "unread\n", ""), client("pipe", server("", script)).run());
    }

    @Test
    void thePlanRuns() {
        String script = "trap 'echo asked' INT; trap '' TERM; echo ready; while :; do sleep 0.01; done";
        Stage.Ended ended = client("pipe", server("--stop=INT:200ms,KILL@all -v", script)).run();
        assertEquals(137, ended.status());
        assertEquals("asked\n", ended.output());
        assertTrue(ended.errors().contains("] nobody can write to standard input any more\n"), ended::errors);
        assertTrue(ended.errors().contains(", after the end of standard input, in step 2 of 2 of the stop plan"),
                ended::toString);
    }

    /** Without a plan, as after a time limit. */
    @Test
    void whoDoesNotEndIsKilledWithAllThatItHasStarted() {
        String script = "trap '' TERM; sleep 1000 & echo ready; while :; do sleep 0.01; done";
        try (Stage stage = client("local", server("--stop-timeout=200ms --leftovers=terminate", script)).start()) {
            assertEquals(137, stage.awaitEnd().status());
            assertEquals(List.of(), stage.members("sleep 1000"));
        }
    }

    /** In a new session, as daemons are, it stays until it is ended. */
    @ParameterizedTest
    @ValueSource(strings = {"--leftovers=terminate", "--pid-namespace", "--pid1mode=wait-all-children"})
    void nothingIsLeftOfAServer(String options) {
        for (int run = 0; run < RUNS; run++) {
            try (Stage stage = client("local", server(options, "setsid sleep 1000 & echo ready; exec sleep 2000"))
                    .start()) {
                stage.awaitEnd();
                assertEquals(List.of(), stage.members("sleep"));
            }
        }
    }

    @Test
    void anInputThatHasEndedBeforeBeginsThePlanAtOnce() {
        assertEquals(143, Stage.play(Programs.shell(": | \"$@\"", server("", "exec sleep 1000"))).run().status());
    }

    /** The trap tells of any signal. */
    @ParameterizedTest
    @ValueSource(strings = {"exec \"$@\" < /dev/null", "exec \"$@\" < /etc/passwd", "exec \"$@\" <&-",
            "exec \"$@\" < /dev/zero"})
    void whatIsNeitherPipeNorSocketNeverEnds(String script) {
        Stage.Ended ended = Stage
                .play(Programs.shell(script, server("-v", "trap 'exit 9' TERM; cat /dev/null; sleep 0.2; exit 7")))
                .run();
        assertEquals(7, ended.status());
        assertTrue(ended.errors().contains("the end of standard input is not watched: it is neither pipe nor socket\n"),
                ended::errors);
    }

    @Test
    void aTerminalNeverEnds() {
        assertEquals(7, Stage.play(server("", "trap 'exit 9' TERM; sleep 0.2; exit 7")).onTerminal().run().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec 0<&-", "exec 0< /dev/null", "head -c 1 > /dev/null", "cat > /dev/null & kill -9 $!"})
    void whatTheCommandDoesWithItsOwnEndIsNoReason(String script) {
        String client = WRITER + " | { \"$@\"; echo $?; }";
        Stage.Ended ended = Stage
                .play(Programs.shell(client, server("-v", "trap 'exit 9' TERM; " + script + "; sleep 0.1; exit 7")))
                .run();
        assertEquals("7\n", ended.output(), ended::toString);
        assertFalse(ended.errors().contains("standard input"), ended::errors);
    }

    @Test
    void anotherClientOfTheSamePipeIsOneThatCanWrite() {
        String clients = "{ (exit 0) & " + WRITER + "; } | { \"$@\"; echo $?; }";
        assertEquals("7\n", Stage.play(Programs.shell(clients, server("", "trap 'exit 9' TERM; sleep 0.2; exit 7")))
                .run().output());
    }
}

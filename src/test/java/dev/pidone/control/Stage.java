package dev.pidone.control;

import dev.pidone.support.Await;
import dev.pidone.support.EndLine;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a program where nothing of it can get away: in a PID namespace whose init is a helper of the test's. The program
 * leads a session of its own, on a pseudo-terminal or without any terminal. What it leaves behind when it ends stays
 * there to be looked at, until the stage is closed.
 */
public final class Stage implements AutoCloseable {
    private static final int KILL = 9;
    private static final String TERMINAL_PLACE = "TERMINAL";

    /**
     * The init: starts the program, reaps, says how the program has ended, and ends with its standard input. It holds
     * the master of the terminal, writes what comes from there to standard output, and obeys (ioctl_tty(2)).
     */
    private static final String INIT = """
            use POSIX ();
            use Fcntl;
            my ($terminal, $output, $errors, @command) = @ARGV;
            my ($TIOCSPTLCK, $TIOCGPTN, $TIOCSWINSZ) = (0x40045431, 0x80045430, 0x5414);
            $SIG{CHLD} = sub { };
            $| = 1;

            sub open_terminal {
                sysopen(my $master, "/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK) or die "/dev/ptmx: $!";
                my $number = pack("i", 0);
                ioctl($master, $TIOCSPTLCK, $number) or die "unlock: $!";
                ioctl($master, $TIOCGPTN, $number) or die "number: $!";
                return ($master, "/dev/pts/" . unpack("i", $number));
            }

            sub resize {
                my ($master, $rows, $columns) = @_;
                ioctl($master, $TIOCSWINSZ, pack("S4", $rows, $columns, 0, 0)) or die "size: $!";
            }

            my ($master, $slave) = $terminal ? open_terminal() : (undef, "/dev/null");
            resize($master, 24, 80) if $master;
            my $child = fork();
            if (!$child) {
                close(STDIN);
                open(STDIN, "<", "/dev/null");
                open(STDOUT, ">>", $output) or die "$output: $!";
                open(STDERR, ">>", $errors) or die "$errors: $!";
                exec map { $_ eq "TERMINAL" ? $slave : $_ } @command or die "exec: $!";
            }
            sysopen(my $screen, $output, O_WRONLY | O_APPEND) or die "$output: $!";

            sub show {
                while ($master && sysread($master, my $text, 4096)) {
                    syswrite($screen, $text);
                }
            }

            sub obey {
                my ($verb, @arguments) = split(" ", shift);
                syswrite($master, pack("H*", $arguments[0])) if $verb eq "type";
                resize($master, @arguments) if $verb eq "resize";
                undef $master if $verb eq "hang-up";
            }

            my $requests = "";
            while (1) {
                my $ready = "";
                vec($ready, 0, 1) = 1;
                vec($ready, fileno($master), 1) = 1 if $master;
                # The limit is for a SIGCHLD that comes just before the call, and for a terminal that nobody has open.
                my $count = select($ready, undef, undef, 0.01);
                if ($count > 0 && vec($ready, 0, 1)) {
                    sysread(STDIN, $requests, 4096, length($requests)) or exit 0;
                    obey($1) while $requests =~ s/^(.*)\\n//;
                }
                show();
                while ((my $ended = waitpid(-1, POSIX::WNOHANG)) > 0) {
                    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
                    show();
                    print "$status\\n" if $ended == $child;
                }
            }
            """;

    /** Becomes the program, as the leader of a session whose controlling terminal is the one named. */
    private static final String LEADER = """
            use POSIX ();
            my ($terminal, @command) = @ARGV;
            POSIX::setsid();
            if ($terminal ne "/dev/null") {
                open(STDIN, "+<", $terminal) or die "$terminal: $!";
                open(STDOUT, ">&", STDIN);
                open(STDERR, ">&", STDIN);
            }
            exec @command or die "$command[0]: $!";
            """;

    private final Process outside;
    private final Path output;
    private final Path errors;
    private final Path status;

    private Stage(Process outside, Path output, Path errors, Path status) {
        this.outside = outside;
        this.output = output;
        this.errors = errors;
        this.status = status;
    }

    /** What is to run, and where. */
    public static final class Play {
        private final List<String> command;
        private final Map<String, String> variables = new TreeMap<>();
        private boolean terminal;
        private boolean first;

        private Play(List<String> command) {
            this.command = command;
        }

        /** Has the program be PID 1 of another namespace, with a /proc of its own. */
        public Play asPid1() {
            first = true;
            return this;
        }

        /** Gives it a terminal as standard input, output and error. */
        public Play onTerminal() {
            terminal = true;
            return this;
        }

        public Play with(String variable, String value) {
            variables.put(variable, value);
            return this;
        }

        public List<String> command() {
            return command;
        }

        public Stage start() {
            requireNamespaces();
            try {
                return open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts it and waits for its end. */
        public Ended run() {
            try (Stage stage = start()) {
                return stage.awaitEnd();
            }
        }

        private Stage open() throws IOException {
            Path output = Files.createTempFile("stage", ".out");
            Path errors = Files.createTempFile("stage", ".err");
            Path status = Files.createTempFile("stage", ".status");
            List<String> arguments = new ArrayList<>(newNamespace());
            arguments.addAll(
                    List.of("perl", "-e", INIT, "--", terminal ? "1" : "", output.toString(), errors.toString()));
            if (first) {
                arguments.addAll(newNamespace());
            }
            arguments.addAll(List.of("perl", "-e", LEADER, "--", TERMINAL_PLACE));
            arguments.addAll(command);
            ProcessBuilder builder = Starter.program(arguments).directory(Path.of("/").toFile())
                    .redirectOutput(status.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(variables);
            return new Stage(builder.start(), output, errors, status);
        }
    }

    /**
     * How a program came to its end.
     *
     * @param status its exit status, 128+N if signal N killed it
     * @param errors standard error, without the line by which pidone says how it has ended
     */
    public record Ended(int status, String output, String errors) {
    }

    public static Play play(List<String> command) {
        return new Play(List.copyOf(command));
    }

    public static Play play(String... command) {
        return play(List.of(command));
    }

    private static List<String> newNamespace() {
        List<String> command = new ArrayList<>(List.of("unshare"));
        if (!isRoot()) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--pid", "--fork", "--kill-child", "--mount-proc"));
        return command;
    }

    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the test if no namespace can be made here; where continuous integration runs, that is a failure. */
    private static void requireNamespaces() {
        if (!Namespaces.AVAILABLE && System.getenv("CI") != null) {
            Assertions.fail("no PID namespace can be made");
        }
        Assumptions.assumeTrue(Namespaces.AVAILABLE, "no PID namespace can be made");
    }

    /** Found out once. */
    private static final class Namespaces {
        static final boolean AVAILABLE = canBeMade();

        private static boolean canBeMade() {
            List<String> command = newNamespace();
            command.add("true");
            return call(command) == 0;
        }
    }

    /** Runs a program to its end, for what a test itself has to do. */
    private static int call(List<String> command) {
        try {
            return Starter.program(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        }
    }

    /** All processes on the stage but the helper, zombies included; parents come before their children. */
    public List<Member> members() {
        List<Member> found = new ArrayList<>();
        for (Member init : new Member(outside.pid()).children()) {
            found.addAll(init.children());
        }
        for (int index = 0; index < found.size(); index++) {
            found.addAll(found.get(index).children());
        }
        return found;
    }

    /** The processes that have not ended and whose command line begins with some words. */
    public List<Member> members(String commandLine) {
        return members().stream().filter(member -> member.isAlive() && beginsWith(member.commandLine(), commandLine))
                .toList();
    }

    private static boolean beginsWith(String commandLine, String words) {
        return commandLine.equals(words) || commandLine.startsWith(words + " ");
    }

    /** Waits for a process whose command line begins with some words. */
    public Member await(String commandLine) {
        return awaitFirst(() -> members(commandLine), "no process " + commandLine);
    }

    /** Waits for pidone; where there are several, the outermost. */
    public Member pidone() {
        return awaitFirst(this::pidones, "no pidone");
    }

    /** One look tells both that there is one and which: by the next look it may have gone. */
    private Member awaitFirst(Supplier<List<Member>> look, String otherwise) {
        List<Member> seen = new ArrayList<>();
        until(() -> seen.addAll(look.get()), otherwise);
        return seen.getFirst();
    }

    private List<Member> pidones() {
        return members().stream().filter(member -> member.program().equals("pidone")).toList();
    }

    /** Waits for the command: pidone's first child. */
    public Member command() {
        return awaitFirst(pidone()::children, "no command");
    }

    /** Sends signals to a process one after the other, from outside of its namespace (kill(1)). */
    public void send(Member receiver, int... signals) {
        StringBuilder script = new StringBuilder();
        for (int signal : signals) {
            script.append("kill -").append(signal).append(' ').append(receiver.processId()).append(" || exit 1;");
        }
        Assertions.assertEquals(0, call(List.of("sh", "-c", script.toString())), () -> "cannot signal; " + describe());
    }

    /** Types on the terminal. */
    public void type(String text) {
        StringBuilder digits = new StringBuilder();
        for (byte code : text.getBytes(StandardCharsets.ISO_8859_1)) {
            digits.append(String.format("%02x", code));
        }
        request("type " + digits);
    }

    /** Makes the terminal another size. */
    public void resize(int rows, int columns) {
        request("resize " + rows + " " + columns);
    }

    /** Closes the terminal's other end, as when a connection breaks. */
    public void hangUp() {
        request("hang-up");
    }

    private void request(String line) {
        try {
            outside.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            outside.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was written to standard output or to the terminal. */
    public String output() {
        return read(output);
    }

    public String errors() {
        return read(errors);
    }

    public void awaitOutput(String part) {
        until(() -> output().contains(part), "no '" + part + "'");
    }

    /** Waits until a line has been written, so many times. */
    public void awaitLine(String line, int times) {
        until(() -> output().lines().filter(line::equals).count() >= times, times + " times '" + line + "' missing");
    }

    public void awaitLine(String line) {
        awaitLine(line, 1);
    }

    public void awaitErrors(String part) {
        until(() -> errors().contains(part), "no '" + part + "' on standard error");
    }

    /** Waits until something holds for what is on the stage. */
    public Await.Spent until(BooleanSupplier condition, String otherwise) {
        return Await.until(condition, () -> otherwise + "; " + describe());
    }

    /** Waits for the same, but gives up, and tells who is there, when all on the stage have slept so long. */
    public void within(Duration mostSleep, BooleanSupplier condition, String otherwise) {
        Await.within(mostSleep, condition, () -> otherwise + "; " + describe());
    }

    /** Waits until the program has ended. */
    public Ended awaitEnd() {
        untilEnded();
        return new Ended(Integer.parseInt(read(status).strip()), output(), EndLine.without(errors()));
    }

    /** Waits for the same; tells what that took. */
    public Await.Spent untilEnded() {
        return until(this::hasEnded, "it does not end");
    }

    public boolean hasEnded() {
        return read(status).endsWith("\n");
    }

    private String describe() {
        return "output: '" + output() + "', standard error: '" + errors() + "', processes: " + members();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills everything on the stage. */
    @Override
    public void close() {
        try {
            while (outside.isAlive()) {
                // unshare(1) kills its child when it dies, but for a moment just after it has made it.
                for (Member child : new Member(outside.pid()).children()) {
                    call(List.of("sh", "-c", "kill -" + KILL + " " + child.processId()));
                }
                outside.destroyForcibly();
                outside.waitFor(10, TimeUnit.MILLISECONDS);
            }
            for (Path file : Stream.of(output, errors, status).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test was interrupted", e);
        }
    }
}

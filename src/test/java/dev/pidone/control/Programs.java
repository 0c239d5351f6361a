package dev.pidone.control;

import dev.pidone.support.Product;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** pidone, and the programs that it runs in these tests. */
public final class Programs {
    /** A search path on which pidone is found as well. */
    public static final String PATH = Product.PIDONE.getParent() + ":" + System.getenv("PATH");

    /**
     * Prints "ready", and each signal it is sent, by number; ends with 42 after so many. Nothing is lost in between.
     */
    private static final String LISTENER = """
            use POSIX ();
            my ($count, @signals) = @ARGV;
            my @heard;
            my $mask = POSIX::SigSet->new(@signals);
            POSIX::sigprocmask(POSIX::SIG_BLOCK, $mask);
            for my $signal (@signals) {
                POSIX::sigaction($signal, POSIX::SigAction->new(sub { push(@heard, $signal) }, $mask));
            }
            syswrite(STDOUT, "ready\\n");
            for (1 .. $count) {
                POSIX::sigsuspend(POSIX::SigSet->new()) until @heard;
                syswrite(STDOUT, shift(@heard) . "\\n");
            }
            exit 42;
            """;

    private Programs() {
    }

    public static List<String> pidone(String options, String... command) {
        List<String> arguments = new ArrayList<>(List.of(Product.PIDONE.toString()));
        arguments.addAll(Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).toList());
        arguments.add("--");
        arguments.addAll(List.of(command));
        return arguments;
    }

    public static List<String> pidone(String options, List<String> command) {
        return pidone(options, command.toArray(new String[0]));
    }

    /** Ends with status 42 when it has heard so many of these signals; other signals do to it what they always do. */
    public static List<String> listener(int count, int... signals) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", LISTENER, "--", Integer.toString(count)));
        for (int signal : signals) {
            command.add(Integer.toString(signal));
        }
        return command;
    }

    /** A shell script; what follows it is its {@code "$@"}. */
    public static List<String> shell(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return command;
    }

    public static List<String> shell(String script, List<String> arguments) {
        return shell(script, arguments.toArray(new String[0]));
    }

    /** Whether a program is installed. */
    public static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

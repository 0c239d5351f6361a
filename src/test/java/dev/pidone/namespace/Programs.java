package dev.pidone.namespace;

import java.util.ArrayList;
import java.util.List;

/** Programs that run under pidone in the tests, or in front of it, as arguments: perl, which every Debian has. */
final class Programs {
    /** What a listener ends with when it has heard enough. */
    static final int LISTENER_STATUS = 42;

    /** System calls that perl has no function for, or none that passes everything on (syscall(2), perlfunc(1)). */
    private static final String SYSTEM_CALLS = "require 'syscall.ph';\n";

    /**
     * Reads signals from a signalfd: that way all of them can be received, also the two that glibc keeps for itself.
     */
    private static final String LISTENER = SYSTEM_CALLS + """
            my $all = pack("Q", ~0);
            syscall(&SYS_rt_sigprocmask, 0, $all, 0, 8);
            my $descriptor = syscall(&SYS_signalfd4, -1, $all, 8, 0);
            open(my $signals, "<&=", $descriptor) or die "signalfd: $!";
            syswrite(STDOUT, "ready\\n");
            for (1 .. $ARGV[0]) {
                my ($signal, $errno, $code);
                do {
                    sysread($signals, my $info, 128) or die "signalfd: $!";
                    ($signal, $errno, $code) = unpack("LlL", $info);
                } while $code == 1; # CLD_EXITED: the kernel says that a child has ended
                syswrite(STDOUT, "$signal\\n");
            }
            exit 42;
            """;

    /** One line a descriptor: number, descriptor flags, status flags, file. Found without /proc, by asking for each. */
    private static final String DESCRIPTOR_LISTER = SYSTEM_CALLS + """
            my $list = "";
            for my $descriptor (0 .. 255) {
                my $descriptor_flags = syscall(&SYS_fcntl, $descriptor, 1, 0);
                next if $descriptor_flags < 0;
                my $status_flags = sprintf("%o", syscall(&SYS_fcntl, $descriptor, 3, 0));
                my $file = readlink("/proc/self/fd/$descriptor");
                $list .= "$descriptor $descriptor_flags $status_flags $file\\n";
            }
            open(my $output, ">&=", $ARGV[0]);
            syswrite($output, $list);
            """;

    /**
     * Becomes another program in a state that a shell cannot bring about. perl's own exec would do for little of it: it
     * restores SIGFPE, and sorts out variables that have no name.
     */
    private static final String STARTER = SYSTEM_CALLS + """
            my ($blocked, $ignored, $closed, $environment, @arguments) = @ARGV;
            sub strings { return map { pack("H*", $_) } @_ }
            sub pointers { return pack("p*", @_, undef) }

            my @argv = strings(@arguments);
            my @envp = map { "$_=$ENV{$_}" } keys %ENV;
            @envp = strings(map { substr($_, 1) } split(/,/, $environment)) if $environment ne "inherited";
            my ($argv, $envp) = (pointers(@argv), pointers(@envp));

            my ($default_action, $ignore_action) = (pack("QQQQ", 0, 0, 0, 0), pack("QQQQ", 1, 0, 0, 0));
            for my $signal (1 .. 64) {
                my $ignore = (0 + $ignored) >> ($signal - 1) & 1;
                syscall(&SYS_rt_sigaction, $signal, $ignore ? $ignore_action : $default_action, 0, 8);
            }
            my $mask = pack("Q", 0 + $blocked);
            syscall(&SYS_rt_sigprocmask, 2, $mask, 0, 8);
            my %close = map { $_ => 1 } split(/,/, $closed);
            close(STDIN) if $close{0};
            close(STDOUT) if $close{1};
            close(STDERR) if $close{2};
            my ($program) = $argv[0] =~ m{/} ? $argv[0] : grep { -x } map { "$_/$argv[0]" } split(/:/, $ENV{PATH});
            syscall(&SYS_execve, $program, $argv, $envp);
            die "execve $argv[0]: $!";
            """;

    /** Becomes another program that has a pipe for standard error that is full and that nobody reads. */
    private static final String WITH_FULL_STANDARD_ERROR = """
            use Fcntl;
            $^F = 255;
            pipe(my $read, my $write) or die "pipe: $!";
            fcntl($write, F_SETFL, O_NONBLOCK | O_WRONLY);
            1 while syswrite($write, "x" x 4096);
            1 while syswrite($write, "x");
            fcntl($write, F_SETFL, O_WRONLY);
            open(STDERR, ">&", $write);
            exec @ARGV;
            """;

    private Programs() {
    }

    /**
     * Blocks all signals, prints "ready", then the number of each signal that it is sent, and ends with status
     * {@value #LISTENER_STATUS} after so many of them.
     */
    static List<String> listener(int signals) {
        return perl(LISTENER, Integer.toString(signals));
    }

    /** Lists its descriptors on one of them. */
    static List<String> descriptorLister(int output) {
        return perl(DESCRIPTOR_LISTER, Integer.toString(output));
    }

    static List<String> withFullStandardError() {
        return perl(WITH_FULL_STANDARD_ERROR);
    }

    /** See {@link Call}, whose settings these are. */
    static List<String> starter(String... settings) {
        return perl(STARTER, settings);
    }

    /** What a shell script runs as {@code "$@"}. */
    static List<String> shell(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(arguments);
        return command;
    }

    /** A command for a shell script. */
    static String quoted(List<String> command) {
        return String.join(" ", command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    }

    private static List<String> perl(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", program));
        // perl would take a first argument that begins with a minus sign for an option of its own.
        command.add("--");
        command.addAll(List.of(arguments));
        return command;
    }
}

package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Descriptors that a service manager has passed to pidone are for the command, and so is its watchdog, and that the
 * manager has started it (sd_listen_fds(3), sd_watchdog_enabled(3), systemd.exec(5)).
 */
class SocketActivationIT {
    private static final String IDENTITY = """
            sub identity {
                my $pidfd = syscall(434, $$ + 0, 0);
                open(my $handle, "<&=", $pidfd) or die "pidfd_open: $!";
                return (stat($handle))[1];
            }
            """;
    /** As a service manager: names itself, and becomes the program that it is given. */
    private static final String MANAGER = IDENTITY + """
            $^F = 3;
            open(my $passed, "<", "/proc/self/status") or die;
            ($ENV{LISTEN_PID}, $ENV{LISTEN_PIDFDID}, $ENV{LISTEN_FDS}) = ($$, identity(), 1);
            $ENV{LISTEN_PID} += $ARGV[0];
            $ENV{WATCHDOG_PID} = $ENV{SYSTEMD_EXEC_PID} = $ENV{LISTEN_PID};
            delete $ENV{LISTEN_PIDFDID} unless $ARGV[1];
            shift; shift;
            exec @ARGV or die;
            """;
    private static final String SERVICE = IDENTITY + """
            my $named = $ENV{LISTEN_PIDFDID} // "none";
            print "process ", ($ENV{LISTEN_PID} == $$ ? "mine" : "other"), "\\n";
            print "watchdog ", ($ENV{WATCHDOG_PID} == $$ ? "mine" : "other"), "\\n";
            print "started ", ($ENV{SYSTEMD_EXEC_PID} == $$ ? "mine" : "other"), "\\n";
            print "pidfd ", ($named eq "none" ? "none" : $named eq identity() ? "mine" : "other"), "\\n";
            print "descriptor ", (readlink("/proc/self/fd/3") ? "open" : "closed"), "\\n";
            """;

    private static Ended run(Call call, int otherProcess, boolean withPidfd) {
        return call
                .through(List.of("/usr/bin/perl", "-e", MANAGER, Integer.toString(otherProcess), withPidfd ? "1" : ""))
                .command("/usr/bin/perl", "-e", SERVICE).run();
    }

    @ParameterizedTest
    @CsvSource({"none, true", "wait, true", "wait-all-children, true", "exec, true", "wait, false"})
    void theVariablesNameTheCommand(String mode, boolean withPidfd) {
        assertEquals(new Ended(0, "process mine\nwatchdog mine\nstarted mine\npidfd " + (withPidfd ? "mine" : "none")
                + "\ndescriptor open\n", ""), run(Call.inMode(mode), 0, withPidfd));
    }

    /** It has another process ID inside. */
    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void theVariablesNameTheCommandInANamespaceOfItsOwn(String mode) {
        assertEquals(new Ended(0, "process mine\nwatchdog mine\nstarted mine\npidfd mine\ndescriptor open\n", ""),
                run(Call.pidone("--pid-namespace", "--pid1mode=" + mode), 0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "wait", "exec"})
    void variablesThatNameAnotherProcessAreLeftAlone(String mode) {
        assertEquals(List.of("process other", "watchdog other", "started other"),
                run(Call.inMode(mode), 1000, true).output().lines().limit(3).toList());
    }
}

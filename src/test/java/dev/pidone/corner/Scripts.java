package dev.pidone.corner;

import java.util.ArrayList;
import java.util.List;

/** Programs of these tests. */
final class Scripts {
    private Scripts() {
    }

    static List<String> perl(String script, List<String> arguments) {
        // The numbers of system calls: &SYS_prctl (perlfunc(1), "syscall").
        List<String> command = new ArrayList<>(List.of("perl", "-e", "require 'syscall.ph'; " + script, "--"));
        command.addAll(arguments);
        return command;
    }

    static List<String> perl(String script, String... arguments) {
        return perl(script, List.of(arguments));
    }

    /**
     * A program whose first thread ends while another one goes on: /proc shows it as a zombie.
     *
     * @param setup what it does before, so that the signals that others send have no effect, say
     */
    static String endsItsFirstThread(String setup) {
        return "require 'syscall.ph'; use threads; " + setup
                + " threads->create(sub { sleep 1 while 1 }); syscall(&SYS_exit, 0);";
    }
}

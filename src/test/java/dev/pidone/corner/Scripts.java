package dev.pidone.corner;

import java.util.ArrayList;
import java.util.List;

/** Programs of these tests. */
final class Scripts {
    private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
    private static final int EXIT = AARCH64 ? 93 : 60;
    static final int EXECVE = AARCH64 ? 221 : 59;
    static final int TGKILL = AARCH64 ? 131 : 234;
    static final int PRCTL = AARCH64 ? 167 : 157;

    private Scripts() {
    }

    static List<String> perl(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", script, "--"));
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
        return "use threads; " + setup + " threads->create(sub { sleep 1 while 1 }); syscall(" + EXIT + ", 0);";
    }
}

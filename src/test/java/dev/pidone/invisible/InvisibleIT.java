package dev.pidone.invisible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a probe directly and under pidone, in many surroundings, and compares what it sees of itself. */
class InvisibleIT {
    private static final String PIDONE = Product.PIDONE.toString();
    private static final Path PROBE = Path.of("src/test/resources/dev/pidone/invisible/probe.pl").toAbsolutePath();
    private static final String OWN_GROUP = "leads its process group: yes";
    private static final String INHERITED_GROUP = "leads its process group: no";

    private static final String OF_NAMESPACE = "(?m)^(namespace (mnt|pid|pid_for_children)|parent death signal): .*\\n";

    @TempDir
    Path folder;

    /**
     * @param name what it is about
     * @param script a shell script that changes the surroundings and then executes {@code "$@"}
     */
    record Surroundings(String name, String script) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String perl(String statements) {
        return "exec perl -MPOSIX -e '" + statements + "; exec @ARGV or die $!' \"$@\"";
    }

    static Stream<Arguments> surroundingsAndModes() {
        List<Surroundings> all = List.of(new Surroundings("nothing special", "exec \"$@\""),
                new Surroundings("ignored signals",
                        perl("$SIG{$_} = \"IGNORE\" for qw(HUP INT QUIT ILL TRAP BUS FPE USR1 SEGV USR2 PIPE TERM CHLD"
                                + " TSTP TTIN TTOU XFSZ)")),
                new Surroundings("blocked signals",
                        perl("my $s = POSIX::SigSet->new(1 .. 31, 34 .. 64); sigprocmask(SIG_BLOCK, $s) or die")),
                new Surroundings("SIGCHLD ignored", perl("$SIG{CHLD} = \"IGNORE\"")),
                new Surroundings("further descriptors, with odd numbers and flags",
                        "exec 3</etc/passwd 7>>/dev/null 9<>/dev/zero; exec \"$@\""),
                new Surroundings("standard input closed", "exec <&-; exec \"$@\""),
                new Surroundings("standard error closed", "exec 2>&-; exec \"$@\""),
                new Surroundings("standard input and error closed, another open", "exec <&- 2>&- 5</; exec \"$@\""),
                new Surroundings("low limits", "ulimit -n 40; ulimit -c 0; ulimit -s 512; ulimit -f 1000; exec \"$@\""),
                new Surroundings("low soft limits", "ulimit -S -n 64; ulimit -S -s 1024; exec \"$@\""),
                new Surroundings("no pending signals allowed", "ulimit -i 0; exec \"$@\""),
                new Surroundings("odd environment",
                        "exec env -i a.b=1 JAVA_TOOL_OPTIONS=-Xfoo _JAVA_OPTIONS=-Xbar JDK_JAVA_OPTIONS=-Xbaz"
                                + " LD_PRELOAD=/nonexistent.so LD_LIBRARY_PATH=/nonexistent MALLOC_ARENA_MAX=3"
                                + " MALLOC_CHECK_=3 CLASSPATH=/x TZ=nowhere LC_ALL=C \"$(printf 'X=\\377\\200')\""
                                + " \"$(printf '\\312AVA=1')\" EMPTY= PATH=/usr/bin:/bin \"$@\""),
                new Surroundings("empty environment", "exec env -i \"$@\""),
                new Surroundings("C locale", "LANG=C LC_ALL=C; export LANG LC_ALL; exec \"$@\""),
                new Surroundings("another working directory", "cd /usr/share; exec \"$@\""),
                new Surroundings("a deleted working directory", "mkdir gone; cd gone; rmdir ../gone; exec \"$@\""),
                new Surroundings("another umask", "umask 0137; exec \"$@\""),
                new Surroundings("another nice value", "exec nice -n 7 \"$@\""),
                new Surroundings("one processor only", "exec taskset -c 0 \"$@\""),
                new Surroundings("batch scheduling", "exec chrt --batch 0 \"$@\""),
                new Surroundings("I/O priority", "exec ionice -c 3 \"$@\""),
                new Surroundings("another timer slack",
                        perl("require \"syscall.ph\"; syscall(&SYS_prctl, 29, 123456)")),
                new Surroundings("another core dump filter", "echo 0x7 > /proc/self/coredump_filter; exec \"$@\""),
                new Surroundings("another OOM score", "echo 321 > /proc/self/oom_score_adj; exec \"$@\""),
                new Surroundings("another personality", "exec setarch --addr-no-randomize \"$@\""),
                new Surroundings("no new privileges", "exec setpriv --no-new-privs \"$@\""));
        List<Arguments> cases = new ArrayList<>();
        for (Surroundings surroundings : all) {
            for (String mode : List.of("wait", "wait-all-children", "exec")) {
                cases.add(Arguments.of(surroundings, mode));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("surroundingsAndModes")
    void theCommandSeesNoDifference(Surroundings surroundings, String mode) throws IOException {
        List<String> probe = List.of("/usr/bin/perl", PROBE.toString(), "a", "", "b c");
        List<String> underPidone = new ArrayList<>(List.of(PIDONE, "--pid1mode=" + mode, "--"));
        underPidone.addAll(probe);

        String directly = facts(surroundings, probe);
        String supervised = facts(surroundings, underPidone);

        assertTrue(directly.contains("arguments: a||b c"), directly);
        // The one difference that the waiting modes make: the command has a process group of its own.
        String expected = mode.equals("exec") ? directly : directly.replace(INHERITED_GROUP, OWN_GROUP);
        assertEquals(expected, supervised);
    }

    /**
     * In its own PID namespace, as root, it sees which namespaces it is in, and in exec mode what ends it with pidone.
     */
    @ParameterizedTest
    @MethodSource("surroundingsAndModes")
    void theCommandInAPidNamespaceSeesNoOtherDifference(Surroundings surroundings, String mode) throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        List<String> probe = List.of("/usr/bin/perl", PROBE.toString(), "a", "", "b c");
        List<String> contained = new ArrayList<>(List.of(PIDONE, "--pid-namespace", "--pid1mode=" + mode, "--"));
        contained.addAll(probe);

        // A group of its own in each mode, where there is no terminal: kill(2) for its group stays inside.
        String directly = facts(surroundings, probe).replaceAll(OF_NAMESPACE, "");
        String expected = directly.replace(INHERITED_GROUP, OWN_GROUP);
        assertEquals(expected, facts(surroundings, contained).replaceAll(OF_NAMESPACE, ""));
    }

    /** Standard output is a file, the same one each time, since the probe also looks at where its descriptors lead. */
    private String facts(Surroundings surroundings, List<String> command) throws IOException {
        File output = folder.resolve("facts").toFile();
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", surroundings.script(), "sh"));
        line.addAll(command);
        Process process = Starter.program(line).directory(folder.toFile())
                .redirectInput(Redirect.from(new File("/dev/null"))).redirectOutput(output)
                .redirectError(Redirect.appendTo(output)).start();
        try {
            Await.end(process, () -> command + " does not end");
        } finally {
            process.destroyForcibly();
        }
        String facts = Files.readString(output.toPath(), StandardCharsets.ISO_8859_1);
        assertEquals(0, process.exitValue(), facts);
        return facts;
    }
}

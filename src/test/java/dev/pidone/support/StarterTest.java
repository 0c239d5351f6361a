package dev.pidone.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever starts the tests: what they start begins in the same state. */
class StarterTest {
    /** Ignores and blocks all that it can, and leaves descriptors open. */
    private static final String HOSTILE = """
            use POSIX ();
            $SIG{$_} = "IGNORE" for keys %SIG;
            POSIX::sigprocmask(POSIX::SIG_BLOCK, POSIX::SigSet->new(1 .. 31, 34 .. 64));
            umask(077);
            $^F = 255;
            open(my $one, "<", "/dev/null");
            open(my $other, ">", "/dev/null");
            %ENV = (PATH => $ENV{PATH}, LANG => "nonsense", TMPDIR => "/no where", BASH_ENV => "/no where",
                    PERL5OPT => "-Mnonsense", PIDONE_VERBOSE => 1);
            exec @ARGV;
            """;

    private static String state(List<String> before) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", Path.of("target/test-classes").toAbsolutePath().toString(),
                StarterProgram.class.getName()));
        Process program = Starter.tool(command).redirectErrorStream(true).start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void processesStartInOneState() throws IOException {
        String expected = """
                blocked []
                ignored []
                umask 0022
                terminal 0
                descriptors 3
                HOME=%s
                LC_ALL=C.UTF-8
                PATH
                """.formatted(System.getProperty("user.home"));
        assertEquals(expected, state(List.of()));
        assertEquals(expected, state(List.of("perl", "-e", HOSTILE, "--")));
    }

    /** Nobody but the applications that the agent is tried with, which are started themselves. */
    @Test
    void noTestStartsProcessesInAnotherWay() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            assertEquals(List.of("Starter.java"),
                    files.filter(Files::isRegularFile).filter(file -> !file.getParent().endsWith("application"))
                            .filter(StarterTest::makesAProcessBuilder).map(file -> file.getFileName().toString())
                            .toList());
        }
    }

    private static boolean makesAProcessBuilder(Path file) {
        try {
            return Files.readString(file).contains("new " + ProcessBuilder.class.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

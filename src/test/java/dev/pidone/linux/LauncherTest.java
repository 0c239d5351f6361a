package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The launchers of both architectures, the foreign one under qemu: what they hand on to the JVM, whose place a program
 * takes that says what it was given.
 */
class LauncherTest {
    private static final List<String> ENVIRONMENT = List.of("discovery.type=single-node", "EMPTY=", "HIGH=\u0080\u00ff",
            "JAVA_TOOL_OPTIONS=-javaagent:x.jar", "_JAVA_OPTIONS=-Xmx1g", "\u00ffname=1");
    /** The others may be ignored on the way: glibc and qemu use some. */
    private static final long STANDARD_SIGNALS = 0x7fff_ffff;
    private static final List<String> ARGUMENTS = List.of("-v", "--", "", "two words", "caf\u00e9\u0080\u00ff", "@file",
            "a\nb");

    /** Prints in hexadecimal what the kernel was given by execve(2). */
    private static final String WITNESS = """
            #!/usr/bin/perl
            sub say_all { my $kind = shift; print "$kind ", unpack("H*", $_), "\\n" for @_; }
            sub slurp { local $/; open(my $file, "<", shift) or die; my $all = <$file>; return $all; }
            say_all("argument", @ARGV);
            say_all("variable", split(/\\0/, slurp("/proc/self/environ")));
            say_all("home", readlink("/proc/self/cwd"));
            say_all("directory", readlink("/proc/self/fd/" . hex(substr($ARGV[3], 32, 8))));
            say_all("descriptor 0", readlink("/proc/self/fd/0"));
            """;

    /**
     * Becomes the launcher: with HUP blocked, USR1 ignored, {@code argv[0]} "pid one", and an environment of bytes that
     * a shell would not pass on. Arguments: whether to close standard input, the environment, the program, its own
     * arguments.
     */
    private static final String STARTER = """
            use POSIX;
            my ($closed, $environment, @command) = @ARGV;
            sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGHUP));
            $SIG{USR1} = "IGNORE";
            sigaction(SIGFPE, POSIX::SigAction->new("DEFAULT"));
            close(STDIN) if $closed;
            my @environment = map { pack("H*", $_) } split(/,/, $environment);
            my @argv = map { pack("H*", $_) } @command;
            my $file = shift(@argv);
            my $arguments = pack("p" x @argv . "x8", @argv);
            my $variables = pack("p" x @environment . "x8", @environment);
            syscall(0 + $ENV{EXECVE}, $file, $arguments, $variables);
            die "execve: $!";
            """;

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Tools.require("perl");
        home = Files.createDirectory(folder.toRealPath().resolve("a home"));
        writeProgram("runtime/bin/pidone", WITNESS.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void writeProgram(String name, byte[] content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the launcher has made of a call, a list for each kind of line that the witness prints. */
    private record Testimony(List<String> lines) {
        List<String> of(String kind) {
            return lines.stream().filter(line -> line.startsWith(kind + " "))
                    .map(line -> new String(HexFormat.of().parseHex(line.substring(kind.length() + 1)),
                            StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    private Testimony launch(Architecture architecture, boolean closeStandardInput)
            throws IOException, InterruptedException {
        writeProgram("bin/pidone", NativeImage.launcher(architecture));
        List<String> program = new ArrayList<>();
        String launcher = home.resolve("bin/pidone").toString();
        if (architecture == Architecture.CURRENT) {
            program.addAll(List.of(launcher, "pid one"));
        } else {
            String emulator = Tools.emulator(architecture).getFirst();
            program.addAll(List.of("/usr/bin/" + emulator, emulator, "-0", "pid one", launcher));
        }
        program.addAll(ARGUMENTS);
        int execve = Architecture.CURRENT == Architecture.X86_64 ? 59 : 221;
        List<String> command = new ArrayList<>(List.of("env", "EXECVE=" + execve, "perl", "-e", STARTER,
                closeStandardInput ? "1" : "", hex(ENVIRONMENT)));
        program.forEach(argument -> command.add(hex(argument)));
        return new Testimony(Tools.run(folder, command).lines().toList());
    }

    private static String hex(String bytes) {
        return HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String hex(List<String> strings) {
        return String.join(",", strings.stream().map(LauncherTest::hex).toList());
    }

    @ParameterizedTest
    @EnumSource
    void theJvmIsGivenItsOwnArgumentsAndThenOursByteForByte(Architecture architecture)
            throws IOException, InterruptedException {
        List<String> arguments = launch(architecture, false).of("argument");
        assertEquals("-XX:AOTCache=" + home + "/runtime/lib/pidone.aot", arguments.get(0));
        assertEquals(List.of("-m", "dev.pidone/dev.pidone.Pidone"), arguments.subList(1, 3));
        assertEquals("pid one", arguments.get(4));
        assertEquals(ARGUMENTS, arguments.subList(5, arguments.size()));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasBlockedAndIgnoredIsNoted(Architecture architecture) throws IOException, InterruptedException {
        String start = launch(architecture, false).of("argument").get(3);
        assertEquals(41, start.length());
        assertEquals("0000000000000001", start.substring(0, 16), "HUP is blocked");
        assertEquals(0x200, Long.parseUnsignedLong(start, 16, 32, 16) & STANDARD_SIGNALS, "USR1 is ignored");
        assertEquals("0", start.substring(40), "no placeholder");
    }

    @ParameterizedTest
    @EnumSource
    void theWorkingDirectoryIsKeptOpenAndLeft(Architecture architecture) throws IOException, InterruptedException {
        Testimony testimony = launch(architecture, false);
        assertEquals(List.of("/"), testimony.of("home"));
        assertEquals(List.of(folder.toRealPath().toString()), testimony.of("directory"));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedStandardDescriptorGetsAPlaceholder(Architecture architecture) throws IOException, InterruptedException {
        Testimony testimony = launch(architecture, true);
        assertEquals("1", testimony.of("argument").get(3).substring(40));
        assertEquals(List.of("/"), testimony.of("descriptor 0"));
    }

    @ParameterizedTest
    @EnumSource
    void theEnvironmentIsHiddenButComplete(Architecture architecture) throws IOException, InterruptedException {
        List<String> hidden = new ArrayList<>(launch(architecture, false).of("variable"));
        if (architecture != Architecture.CURRENT) {
            // qemu turns the order round.
            Collections.reverse(hidden);
        }
        assertEquals(ENVIRONMENT, hidden.stream().map(LauncherTest::revealed).toList());
        for (int index = 0; index < hidden.size(); index++) {
            assertTrue(hidden.get(index).charAt(0) != ENVIRONMENT.get(index).charAt(0));
        }
    }

    /** Undoes what the launcher does to the first byte. */
    private static String revealed(String entry) {
        int first = entry.charAt(0);
        return (char) (first > 128 ? first - 128 : first + 127) + entry.substring(1);
    }

}

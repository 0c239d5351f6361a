package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file a command's name stands for, and what is said if it cannot be executed: as with execvp(3). */
class CommandLookUpIT {
    @TempDir
    private Path folder;
    private Path first;
    private Path second;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        first = Files.createDirectory(folder.resolve("first"));
        second = Files.createDirectory(folder.resolve("second"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aCommandThatIsInNoDirectoryOfPathGives127(String mode) {
        assertFails(127, "'no-such-command'", Call.inMode(mode).command("no-such-command"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aPathThatLeadsNowhereGives127(String mode) {
        assertFails(127, "'/no/such/command'", Call.inMode(mode).command("/no/such/command"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void anEmptyNameGives127(String mode) {
        assertFails(127, "name is empty", Call.inMode(mode).command(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aFileThatIsNotExecutableGives126(String mode) throws IOException {
        Path file = write(first.resolve("tool"), "#!/bin/sh\n", "rw-r--r--");
        assertFails(126, "'" + file + "'", Call.inMode(mode).command(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aDirectoryGives126(String mode) {
        assertFails(126, "'" + first + "'", Call.inMode(mode).command(first.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aScriptWhoseInterpreterIsMissingGives126(String mode) throws IOException {
        Path file = write(first.resolve("tool"), "#!/no/such/interpreter\n", "rwxr-xr-x");
        assertFails(126, "'" + file + "'", Call.inMode(mode).command(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aScriptWithoutAnInterpreterIsRunByTheShellWithItsArguments(String mode) throws IOException {
        Path file = write(first.resolve("tool"), "printf '%s\\n' \"$0\" \"$@\"; exit 3\n", "rwxr-xr-x");
        assertEquals(new Ended(3, file + "\none\n\ntwo words\n", ""),
                Call.inMode(mode).command(file.toString(), "one", "", "two words").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aScriptWithoutAnInterpreterIsFoundThroughPath(String mode) throws IOException {
        Path file = write(second.resolve("tool"), "printf '%s\\n' \"$0\" \"$@\"\n", "rwxr-xr-x");
        assertEquals(new Ended(0, file + "\none\n", ""),
                Call.inMode(mode).withEnvironment("PATH=" + first + ":" + second).command("tool", "one").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void withoutPathACommandIsLookedForInTheUsualDirectories(String mode) {
        assertEquals(Ended.silently(0), Call.inMode(mode).withEnvironment().command("true").run());
        assertFails(127, "PATH is not set", Call.inMode(mode).withEnvironment().command("no-such-command"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void anEmptyEntryOfPathIsTheWorkingDirectory(String mode) throws IOException {
        write(first.resolve("tool"), "#!/bin/sh\nexit 5\n", "rwxr-xr-x");
        for (String path : new String[]{"", ":/no/such/directory", "/no/such/directory:", "/no/such::/directory"}) {
            assertEquals(Ended.silently(5),
                    Call.inMode(mode).in(first).withEnvironment("PATH=" + path).command("tool").run(), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aFileOfPathThatIsNotExecutableIsPassedOver(String mode) throws IOException {
        write(first.resolve("tool"), "#!/bin/sh\nexit 5\n", "rw-r--r--");
        write(second.resolve("tool"), "#!/bin/sh\nexit 6\n", "rwxr-xr-x");
        assertEquals(Ended.silently(6),
                Call.inMode(mode).withEnvironment("PATH=" + first + ":" + second).command("tool").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aFileOfPathThatIsNotExecutableIsRememberedIfThereIsNoOther(String mode) throws IOException {
        write(first.resolve("tool"), "#!/bin/sh\nexit 5\n", "rw-r--r--");
        assertFails(126, "'" + first.resolve("tool") + "'",
                Call.inMode(mode).withEnvironment("PATH=" + first + ":" + second).command("tool"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aFileIsNoDirectoryOfPath(String mode) throws IOException {
        Path file = write(first.resolve("file"), "", "rwxr-xr-x");
        write(second.resolve("tool"), "#!/bin/sh\nexit 6\n", "rwxr-xr-x");
        assertEquals(Ended.silently(6),
                Call.inMode(mode).withEnvironment("PATH=" + file + ":" + second).command("tool").run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void aRelativePathBeginsAtTheWorkingDirectory(String mode) throws IOException {
        write(first.resolve("tool"), "#!/bin/sh\necho \"$0\"; exit 5\n", "rwxr-xr-x");
        assertEquals(new Ended(5, "first/tool\n", ""), Call.inMode(mode).in(folder).command("first/tool").run());
        assertEquals(new Ended(5, "./tool\n", ""), Call.inMode(mode).in(first).command("./tool").run());
        assertFails(127, "'./tool'", Call.inMode(mode).in(second).command("./tool"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait-all-children", "exec"})
    void nameThatIsNotUtf8IsFoundAndNamed(String mode) {
        assertFails(127, "'caf\u00e9'", Call.inMode(mode).withEnvironment("LANG=C").command("caf\u00e9"));
    }

    private static void assertFails(int status, String part, Call call) {
        Ended ended = call.run();
        assertEquals(status, ended.status(), ended::toString);
        assertEquals("", ended.output());
        assertTrue(ended.errors().startsWith("pidone: ") && ended.errors().contains(part)
                && ended.errors().indexOf('\n') == ended.errors().length() - 1, ended::toString);
    }

    private static Path write(Path file, String content, String permissions) throws IOException {
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}

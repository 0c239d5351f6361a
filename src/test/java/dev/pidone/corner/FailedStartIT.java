package dev.pidone.corner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Stage;
import dev.pidone.support.Architecture;
import dev.pidone.support.Product;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that cannot be started: the file and the jar say the cause and what to do about it, in one line. */
class FailedStartIT {
    private static final int PIDONE_FAILED = 125;
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    /** The path of glibc's loader in a program. */
    private static final Pattern LOADER = Pattern.compile("/lib(64)?/ld[^\\x00]+");
    private static final String ALL = "rwxr-xr-x";
    private static final String CHMOD = "chmod +x 'tool' (in a Dockerfile: COPY --chmod=755)";
    private static final String CHECK = ": check the path, and whether the image has it";
    private static final String WORDS = ": if arguments are in it, give them as words of their own"
            + " (ENTRYPOINT [\"sleep\", \"10\"]), or run it by sh -c";

    @TempDir
    private Path folder;

    /** Both forms of pidone. */
    enum Form {
        FILE(List.of(Product.PIDONE.toString())),
        JAR(Product.JAR);

        private final List<String> arguments;

        Form(List<String> arguments) {
            this.arguments = arguments;
        }
    }

    @BeforeEach
    void openFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(ALL));
    }

    private Path write(String name, String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void assertSays(int status, String message, Form form, String... call) {
        assertSaysAfter("", status, message, form, call);
    }

    /** The working directory is the test's folder, and "FOLDER" in the message stands for it. */
    private void assertSaysAfter(String before, int status, String message, Form form, String... call) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "cd " + folder + "; " + before + " exec \"$@\"", "sh"));
        command.addAll(form.arguments);
        if (!call[0].startsWith("--")) {
            command.add("--");
        }
        command.addAll(List.of(call));
        Stage.Ended ended = Stage.play(command.toArray(new String[0])).run();
        assertEquals(
                new Stage.Ended(status, "", "pidone: ERROR: " + message.replace("FOLDER", folder.toString()) + "\n"),
                ended);
    }

    private void assertCannotExecute(String reason, Form form, String file) {
        assertSays(CANNOT_EXECUTE, "cannot execute '" + file + "': " + reason, form, file);
    }

    private void assertNotFound(String reason, Form form, String command) {
        assertSaysAfter("PATH=/usr/bin;", NOT_FOUND, "command not found: '" + command + "'" + reason, form, command);
    }

    @ParameterizedTest
    @EnumSource
    void aFileWithoutTheExecuteBit(Form form) throws IOException {
        write("tool", "#!/bin/sh\n", "rw-r--r--");
        assertCannotExecute("it is not executable: chmod +x './tool' (in a Dockerfile: COPY --chmod=755)", form,
                "./tool");
    }

    @ParameterizedTest
    @EnumSource
    void aDirectory(Form form) {
        assertCannotExecute("it is a directory: name a program in it", form, folder.toString());
    }

    @ParameterizedTest
    @EnumSource
    void anotherKindOfFile(Form form) {
        assertCannotExecute("it is no regular file: name a program", form, "/dev/null");
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfAMountThatIsNoexec(Form form) throws IOException {
        Files.createDirectory(folder.resolve("mount"));
        assertSaysAfter("mount -t tmpfs -o noexec none mount && cp /usr/bin/env mount/ &&", CANNOT_EXECUTE,
                "cannot execute 'mount/env': its file system is mounted noexec: put the file elsewhere,"
                        + " or mount that with exec (docker run --tmpfs DIRECTORY:exec)",
                form, "mount/env");
    }

    @ParameterizedTest
    @EnumSource
    void aFileOrADirectoryThatIsNotForTheUser(Form form) throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "only root can become another user");
        write("tool", "#!/bin/sh\n", "rwxr-x---");
        Files.createDirectory(folder.resolve("private"));
        Files.setPosixFilePermissions(folder.resolve("private"), PosixFilePermissions.fromString("rwx------"));
        write("private/tool", "#!/bin/sh\n", ALL);
        String permissions = "user '4711' may not execute it (mode 0750, user 0, group 0): chmod a+rx './tool'"
                + " (in a Dockerfile: COPY --chmod=755)";
        String search = " may not search the directory 'private': chmod a+x it, or put the command elsewhere";
        assertSays(CANNOT_EXECUTE, "cannot execute './tool': " + permissions, form, "--user=4711:4711", "--", "./tool");
        assertSays(CANNOT_EXECUTE, "cannot execute 'private/tool': user '4711'" + search, form, "--user=4711:4711",
                "--", "private/tool");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsNotForPidonesOwnUser(Form form) throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "only root can become another user");
        Files.createDirectory(folder.resolve("private"));
        Files.setPosixFilePermissions(folder.resolve("private"), PosixFilePermissions.fromString("rwx------"));
        write("private/tool", "#!/bin/sh\n", ALL);
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", Product.showToEveryone() + " && cd " + folder + " && exec \"$@\"", "sh", "setpriv",
                        "--reuid=4711", "--regid=4711", "--clear-groups", "--"));
        command.addAll(form.arguments.stream().map(Product::visible).toList());
        command.addAll(List.of("--", "private/tool"));
        assertEquals(
                new Stage.Ended(CANNOT_EXECUTE, "",
                        "pidone: ERROR: cannot execute 'private/tool': user 4711 may not search the directory"
                                + " 'private': chmod a+x it, or put the command elsewhere\n"),
                Stage.play(command.toArray(new String[0])).run());
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWhoseInterpreterIsMissing(Form form) throws IOException {
        write("tool", "#! /no/such/bash -e\n", ALL);
        write("nested", "#!" + folder.resolve("tool") + "\n", ALL);
        String missing = "its interpreter '/no/such/bash' is not there: install it, or correct the file's first line";
        assertCannotExecute(missing, form, "./tool");
        assertCannotExecute("its interpreter '" + folder.resolve("tool") + "': " + missing, form, "./nested");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWhoseInterpreterCannotBeExecuted(Form form) throws IOException {
        write("tool", "", "rw-r--r--");
        write("script", "#!tool\n", ALL);
        assertCannotExecute("its interpreter 'tool': it is not executable: " + CHMOD, form, "./script");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWhoseInterpreterHasNoPath(Form form) throws IOException {
        write("script", "#!sh\n", ALL);
        assertCannotExecute("its interpreter 'sh' is not there, and PATH does not count here: give its whole path, or"
                + " put /usr/bin/env before it", form, "./script");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWhoseInterpreterIsALoopOfLinks(Form form) throws IOException {
        Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
        Files.createSymbolicLink(folder.resolve("second"), Path.of("first"));
        write("script", "#!" + folder.resolve("first") + "\n", ALL);
        write("other", "#!" + folder.resolve("script") + "\n", ALL);
        String loop = "its interpreter '" + folder.resolve("first") + "': ELOOP (too many levels of symbolic links):"
                + " correct the symbolic link '" + folder.resolve("first") + "'";
        assertCannotExecute(loop, form, "./script");
        assertCannotExecute(loop, form, "./other");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatIsItsOwnInterpreter(Form form) throws IOException {
        write("self", "#!" + folder.resolve("self") + "\n", ALL);
        assertCannotExecute(
                "its interpreter '" + folder.resolve("self") + "' is a script itself, whose interpreter is one"
                        + " again, and so on: name a program in the first line of one of them",
                form, "./self");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWithoutAnInterpreter(Form form) throws IOException {
        write("tool", "#!", ALL);
        assertCannotExecute("its first line is #! without an interpreter: name one there", form, "./tool");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWithWindowsLineEnds(Form form) throws IOException {
        write("tool", "#!/bin/sh\r\necho here\r\n", ALL);
        assertCannotExecute(
                "its first line has a Windows line end, so that its interpreter would be '/bin/sh\\x0d':"
                        + " convert it by sed -i 's/\\r$//' './tool' (in Git: 'eol=lf' in .gitattributes)",
                form, "./tool");
    }

    @ParameterizedTest
    @EnumSource
    void whatStandsInAFileCannotDriveATerminal(Form form) throws IOException {
        write("tool", "#!/\u001b[31m\u0007\n", ALL);
        assertCannotExecute(
                "its interpreter '/\\x1b[31m\\x07' is not there: install it, or correct the file's first line", form,
                "./tool");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramWhoseLoaderIsMissing(Form form) throws IOException, InterruptedException {
        compile("tool", "-Wl,--dynamic-linker=/opt/no-such-loader.so");
        assertCannotExecute(
                "its loader '/opt/no-such-loader.so' is not there: install it, or link the program" + " statically",
                form, "./tool");
    }

    /**
     * What the system has is replaced by what a system with the other libc has, or none: only the file can run there.
     */
    @Test
    void aProgramForALibcThatIsNotHere() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Stage.isRoot(), "chroot(8) needs root");
        compile("tool");
        Files.copy(Product.PIDONE, folder.resolve("pidone"));
        Path musl = Files.createDirectories(folder.resolve("lib"));
        Matcher loader = LOADER.matcher(Files.readString(folder.resolve("tool"), StandardCharsets.ISO_8859_1));
        assertTrue(loader.find());
        String message = "pidone: ERROR: cannot execute '/tool': its loader '" + loader.group()
                + "' is not there: it is built"
                + " for glibc, but here is %s: link it statically, or use an image with glibc\n";
        List<String> command = List.of("chroot", folder.toString(), "/pidone", "--", "/tool");
        assertEquals(new Stage.Ended(CANNOT_EXECUTE, "", message.formatted("no libc for " + Architecture.own())),
                Stage.play(command.toArray(new String[0])).run());
        Files.createFile(musl.resolve("ld-musl-" + Architecture.own() + ".so.1"));
        assertEquals(new Stage.Ended(CANNOT_EXECUTE, "", message.formatted("musl (Alpine)")),
                Stage.play(command.toArray(new String[0])).run());
    }

    private void compile(String name, String... options) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("tool.c"), "int main(void) { return 0; }\n");
        Tools.require("gcc");
        List<String> command = new ArrayList<>(List.of("gcc", "-o", folder.resolve(name).toString()));
        command.addAll(List.of(options));
        command.add(source.toString());
        Tools.run(folder, command);
    }

    /** Of an architecture for which no emulator is likely to be registered (binfmt_misc). */
    @ParameterizedTest
    @EnumSource
    void aProgramForAnotherArchitecture(Form form) throws IOException {
        write("big", "\u007fELF\2\2\1" + "\0".repeat(9) + "\0\2\0\u0016" + "\0".repeat(44), ALL);
        write("little", "\u007fELF\2\1\1" + "\0".repeat(9) + "\2\0\u0015\0" + "\0".repeat(44), ALL);
        String message = "it is built for %s, this machine is " + Architecture.own() + ": build it, or its image, for"
                + " this one (docker build --platform=linux/" + Architecture.own().oci() + ")";
        assertCannotExecute(message.formatted("s390x"), form, "./big");
        assertCannotExecute(message.formatted("ppc64le"), form, "./little");
    }

    @ParameterizedTest
    @EnumSource
    void otherFilesThatAreNoPrograms(Form form) throws IOException {
        // As the program under test has it (elf(5)): what it is for, in front of its type and behind it.
        String program = Files.readString(Product.PIDONE, StandardCharsets.ISO_8859_1);
        String elf = program.substring(0, 16);
        String machine = program.substring(18, 20);
        write("object", elf + "\1\0" + machine + "\0".repeat(44), ALL);
        assertCannotExecute("it is an ELF file, but no program: link it", form, "./object");
        write("damaged", elf + "\2\0" + machine, ALL);
        assertCannotExecute("it is an ELF file, but a damaged one: copy or build it again", form, "./damaged");
        write("tool.exe", "MZ\u0090\0\3", ALL);
        assertCannotExecute("it is a program for Windows: build it for Linux", form, "./tool.exe");
        write("tool", "\u00cf\u00fa\u00ed\u00fe\7\0\0\1", ALL);
        assertCannotExecute("it is a program for macOS: build it for Linux", form, "./tool");
        write("archive", "PK\3\4\0\0", ALL);
        assertCannotExecute("it is neither a program for Linux nor a script: see whether it is the right file", form,
                "./archive");
    }

    @Test
    void aTextOrNothingWhereThereIsNoShell() throws IOException {
        Assumptions.assumeTrue(Stage.isRoot(), "chroot(8) needs root");
        write("text", "echo here\n", ALL);
        write("empty", "", ALL);
        Files.copy(Product.PIDONE, folder.resolve("pidone"));
        String root = "chroot " + folder;
        assertEquals(new Stage.Ended(CANNOT_EXECUTE, "",
                "pidone: ERROR: cannot execute '/text': it is no program, it has no line #!INTERPRETER, and"
                        + " /bin/sh cannot run it: ENOENT (no such file or directory): begin it with that" + " line\n"),
                Stage.play((root + " /pidone -- /text").split(" ")).run());
        assertEquals(
                new Stage.Ended(CANNOT_EXECUTE, "",
                        "pidone: ERROR: cannot execute '/empty': it is empty: see how it was made or copied\n"),
                Stage.play((root + " /pidone -- /empty").split(" ")).run());
    }

    @ParameterizedTest
    @EnumSource
    void aCommandLineInOneWord(Form form) {
        assertNotFound(" is in no directory of PATH ('/usr/bin')" + WORDS, form, "sleep 10");
        assertNotFound(": '/usr/bin' has no such file" + WORDS, form, "/usr/bin/sleep 10");
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsInNoDirectoryOfPath(Form form) throws IOException {
        String search = " is in no directory of PATH ('/usr/bin')";
        assertNotFound(search + ": install it, or name it by its path", form, "no-such-command");
        assertNotFound(search + ": it is a part of the shell; run it by sh -c", form, "ulimit");
        write("run.sh", "#!/bin/sh\n", ALL);
        assertNotFound(search + ", but in the working directory: name it './run.sh'", form, "run.sh");
        assertSays(NOT_FOUND, "command not found: its name is empty: see whether a variable is not set", form, "");
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatLeadsNowhere(Form form) throws IOException {
        write("file", "", ALL);
        assertNotFound(": '/usr' has no such file" + CHECK, form, "/usr/no-such-tool");
        assertNotFound(": there is no directory '/no-such-place'" + CHECK, form, "/no-such-place/bin/tool");
        assertNotFound(": '" + folder.resolve("file") + "' is no directory" + CHECK, form,
                folder.resolve("file/bin/tool").toString());
        String here = " in the working directory '" + folder + "': ";
        assertNotFound(here + "'.' has no such file" + CHECK, form, "./tool");
        assertNotFound(here + "there is no directory 'bin'" + CHECK, form, "bin/tool");
    }

    @ParameterizedTest
    @EnumSource
    void aSymbolicLinkThatLeadsNowhere(Form form) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("no-such-link"), Path.of("/no/such/target"));
        String nowhere = ": '" + link + "' is a symbolic link to '/no/such/target', which is not there";
        assertNotFound(nowhere + CHECK, form, link.toString());
        assertSaysAfter("PATH=/usr/bin:" + folder + ";", NOT_FOUND, "command not found: 'no-such-link'" + nowhere, form,
                "no-such-link");
        Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
        assertCannotExecute("ELOOP (too many levels of symbolic links): correct the symbolic link './one'", form,
                "./one");
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsTooLong(Form form) {
        assertSays(CANNOT_EXECUTE,
                "cannot execute '/" + "x".repeat(199)
                        + "...': ENAMETOOLONG (file name too long): a name may have 255 bytes, a path 4095",
                form, "/" + "x".repeat(300));
    }

    @ParameterizedTest
    @EnumSource
    void aUserThatIsNotThere(Form form) {
        assertSays(PIDONE_FAILED, "there is no user 'no-such-user' in /etc/passwd: add it there, or give a number",
                form, "--user=no-such-user", "--", "true");
    }
}

package dev.pidone.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.memory.Line;
import dev.pidone.support.Starter;
import dev.pidone.syscall.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that pidone writes when it ends. */
class OutputFileTest {
    @TempDir
    private Path folder;

    private static OutputFile open(Path path) {
        return OutputFile.open(path.toString(), Descriptors.AT_FDCWD);
    }

    private static String failure(OutputFile file) {
        return file.describeFailure(new Line(256)).toString();
    }

    @Test
    void whatIsWrittenReplacesWhatWasThere() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "from the run before");
        OutputFile file = open(path);
        assertEquals("", Files.readString(path));
        file.write(new Line(32).text("one\n"));
        file.write(new Line(32).text("two\n"));
        file.close();
        assertTrue(file.isFine());
        assertEquals("one\ntwo\n", Files.readString(path));
    }

    @Test
    void aFolderThatIsMissingIsTold() {
        OutputFile file = open(folder.resolve("missing/file"));
        assertFalse(file.isFine());
        assertEquals("'" + folder + "/missing/file': ENOENT (no such file or directory)", failure(file));
    }

    @Test
    void nothingIsWrittenToAFolder() {
        OutputFile file = open(folder);
        assertEquals("'" + folder + "': EISDIR (is a directory)", failure(file));
    }

    @Test
    void aPipeIsRefusedWhetherItIsReadFromOrNot() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, Starter.program("mkfifo", pipe.toString()).start().waitFor());
        assertEquals("'" + pipe + "': not a regular file", failure(open(pipe)));
        Process reader = Starter.program("sh", "-c", "exec 3<>pipe; echo; exec sleep infinity")
                .directory(folder.toFile()).start();
        try {
            assertEquals('\n', reader.getInputStream().read());
            OutputFile file = open(pipe);
            assertFalse(file.isFine());
            assertEquals("'" + pipe + "': not a regular file", failure(file));
        } finally {
            reader.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDeviceIsRefused() {
        assertEquals("'/dev/full': not a regular file", failure(open(Path.of("/dev/full"))));
    }

    /** Whoever may write to the folder could lead root to any file. */
    @Test
    void noPartOfThePathIsASymbolicLink() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "somebody's");
        Path link = Files.createSymbolicLink(folder.resolve("link"), other);
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("missing"));
        Path around = Files.createSymbolicLink(folder.resolve("around"), folder);
        for (Path path : List.of(link, nowhere, around.resolve("other"), around.resolve("new"), around)) {
            assertEquals("'" + path + "': a symbolic link is in its path; name it without", failure(open(path)));
        }
        assertEquals("somebody's", Files.readString(other));
        assertFalse(Files.exists(folder.resolve("missing")) || Files.exists(folder.resolve("new")));
    }

    @Test
    void aFileThatHasAnotherNameIsLeftAlone() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "somebody's");
        Path name = Files.createLink(folder.resolve("name"), other);
        assertEquals("'" + name + "': it has another name (hard link); remove it first", failure(open(name)));
        assertEquals("somebody's", Files.readString(other));
    }

    @Test
    void aNewFileIsForItsOwnerOnly() throws IOException {
        Path path = folder.resolve("file");
        assertTrue(open(path).isFine());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertTrue(open(path).isFine());
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void dotsAndSlashesAreAsUsual() throws IOException {
        Files.createDirectory(folder.resolve("one"));
        assertTrue(OutputFile.open(folder + "//one/..///./file", Descriptors.AT_FDCWD).isFine());
        assertTrue(Files.exists(folder.resolve("file")));
        assertEquals("'" + folder + "/file/': ENOTDIR (not a directory)",
                failure(OutputFile.open(folder + "/file/", Descriptors.AT_FDCWD)));
        assertEquals("'" + folder + "/': EISDIR (is a directory)",
                failure(OutputFile.open(folder + "/", Descriptors.AT_FDCWD)));
    }

    @Test
    void aNameMayHoldAnyByte() throws IOException {
        OutputFile file = OutputFile.open(folder + "/a\nb", Descriptors.AT_FDCWD);
        file.write(new Line(8).text("text"));
        file.close();
        assertEquals("text", Files.readString(folder.resolve("a\nb")));
        assertEquals("'/dev/null/a\\x0a': ENOTDIR (not a directory)",
                failure(OutputFile.open("/dev/null/a\n", Descriptors.AT_FDCWD)));
    }
}

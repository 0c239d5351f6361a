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

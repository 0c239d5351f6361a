package dev.pidone.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.memory.Line;
import dev.pidone.support.Starter;
import dev.pidone.syscall.Descriptors;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others have put into the place of a file that pidone reads. */
class FileBytesTest {
    @TempDir
    private Path folder;

    private final FileBytes file = new FileBytes();

    private void isEmpty(Path path) {
        Line name = new Line(256).text(path.toString()).add((byte) 0);
        assertFalse(file.load(Descriptors.AT_FDCWD, name.bytes().address()));
        assertTrue(file.open(name));
        assertEquals(FileBytes.END, file.read());
        file.close();
    }

    @Test
    void aPipeIsEmptyWhetherItIsWrittenToOrNot() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, Starter.program("mkfifo", pipe.toString()).start().waitFor());
        isEmpty(pipe);
        Process writer = Starter.program("sh", "-c", "exec 3<>pipe; echo; exec sleep infinity")
                .directory(folder.toFile()).start();
        try {
            assertEquals('\n', writer.getInputStream().read());
            isEmpty(pipe);
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }
}

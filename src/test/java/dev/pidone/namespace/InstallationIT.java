package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file works wherever it lies and however it is called. */
class InstallationIT {
    private static final String[] COMMAND = {"sh", "-c", "echo done; exit 7"};
    private static final Ended DONE = new Ended(7, "done\n", "");

    @TempDir
    private Path folder;

    @Test
    void aRelativeSymbolicLinkToTheProgramDoes() throws IOException {
        Path link = folder.resolve("init");
        Files.createSymbolicLink(link, folder.toRealPath().relativize(Product.PIDONE.toRealPath()));
        assertEquals(DONE, Call.program("./init", "--").command(COMMAND).in(folder).run());
        assertEquals(DONE, Call.program(link.toString(), "--").command(COMMAND).run());
    }

    @Test
    void aRelativePathDoes() throws IOException {
        Path path = folder.toRealPath().relativize(Product.PIDONE.toRealPath());
        assertEquals(DONE, Call.program(path.toString(), "--").command(COMMAND).in(folder).run());
    }

    @Test
    void itIsFoundThroughPath() {
        assertEquals(DONE, Call.program("pidone", "--").command(COMMAND)
                .after("PATH=" + Product.PIDONE.getParent() + ":$PATH").run());
    }

    @Test
    void aCopyElsewhereDoes() throws IOException {
        Path copy = folder.resolve("a copy, with spaces");
        Files.copy(Product.PIDONE, copy, StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals(DONE, Call.program(copy.toString(), "--").command(COMMAND).run());
    }

    /** By a shell: in the locale C Java has no name for such a file. */
    @Test
    void aCopyWhoseNameIsNotAsciiDoes() {
        String script = "name=$(printf 'caf\\303\\251') && cp \"$0\" \"$name\" && exec \"./$name\" -- \"$@\"";
        assertEquals(DONE,
                Call.program("sh", "-c", script, Product.PIDONE.toString()).command(COMMAND).in(folder).run());
    }
}

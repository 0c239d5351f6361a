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
                .after("PATH='" + Product.PIDONE.getParent() + "':$PATH").run());
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

    /** The JVM that runs pidone knows no locale, and the command must see none of what is done about it. */
    @Test
    void aJarWhoseNameIsNotAsciiDoes() {
        String script = "folder=$(printf 'caf\\303\\251') && mkdir \"$folder\" && cp \"$2\" \"$folder/pidone.jar\""
                + " && export LC_ALL=C.UTF-8 && exec \"$1\" -XX:-UsePerfData -jar \"$folder/pidone.jar\" -- sh -c '"
                + "echo $LC_ALL; ls -l /proc/$$/fd | grep -c memfd; exit 7'";
        assertEquals(new Ended(7, "C.UTF-8\n0\n", ""),
                Call.program("sh", "-c", script, "sh", Product.JAR.getFirst(), Product.JAR.getLast()).in(folder).run());
    }
}

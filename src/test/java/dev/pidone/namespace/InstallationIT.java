package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that is pidone works wherever it lies and however it is called. */
class InstallationIT {
    private static final String[] COMMAND = {"sh", "-c", "echo done; exit 7"};
    private static final Ended DONE = new Ended(7, "done\n", "");
    private static final String CACHE = "runtime/lib/pidone.aot";

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
        Path home = copy("a copy, with spaces");
        assertEquals(DONE, Call.program(home.resolve("bin/pidone").toString(), "--").command(COMMAND).run());
    }

    @Test
    void withoutItsCacheItStartsSlowlyAndSaysNothing() throws IOException {
        Path home = copy("copy");
        Files.delete(home.resolve(CACHE));
        assertEquals(DONE, Call.program(home.resolve("bin/pidone").toString(), "--").command(COMMAND).run());
    }

    @Test
    void withACacheThatIsNoneItStartsSlowlyAndSaysNothing() throws IOException {
        Path home = copy("copy");
        for (String content : List.of("", "nonsense".repeat(1000))) {
            Files.writeString(home.resolve(CACHE), content);
            assertEquals(DONE, Call.program(home.resolve("bin/pidone").toString(), "--").command(COMMAND).run());
        }
    }

    private Path copy(String name) throws IOException {
        Path original = Product.PIDONE.getParent().getParent();
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(original.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }
}

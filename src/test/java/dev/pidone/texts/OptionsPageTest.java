package dev.pidone.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
    @Test
    void thePageInTheDocumentationSaysWhatTheCommandLineIs() throws IOException {
        assertEquals(OptionsPage.text(), Files.readString(Path.of("docs/options.md")),
                "cp target/native/options.md docs/options.md");
    }
}

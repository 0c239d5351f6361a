package dev.pidone.texts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes what the build makes of the command line's model: help, manual page, completions, the page of options; and
 * other texts for C.
 */
public final class WriteTexts {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    private WriteTexts() {
    }

    /**
     * @param args the version of pidone, its time stamp (ISO 8601), the folder to write to, and the report's style
     *     sheet
     */
    public static void main(String[] args) throws IOException {
        String version = args[0];
        LocalDate date = OffsetDateTime.parse(args[1]).toLocalDate();
        Path folder = Files.createDirectories(Path.of(args[2]));
        String help = HelpText.text();
        write(folder.resolve("texts.c"),
                CSource.of("pidone_help", help) + CSource.of("pidone_version", "pidone " + version + "\n")
                        + CSource.of("pidone_style", compact(Files.readString(Path.of(args[3])))));
        write(folder.resolve("pidone.1"), ManPage.text(version, date));
        write(folder.resolve("options.md"), OptionsPage.text());
        write(folder.resolve("pidone.bash"), BashCompletion.text());
        write(folder.resolve("_pidone"), ZshCompletion.text());
        write(folder.resolve("pidone.fish"), FishCompletion.text());
    }

    /** A style sheet in one line, without its comments. */
    private static String compact(String style) {
        return COMMENT.matcher(style).replaceAll("").lines().map(String::strip).collect(Collectors.joining());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }
}

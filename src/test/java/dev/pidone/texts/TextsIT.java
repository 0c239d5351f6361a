package dev.pidone.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.Option;
import dev.pidone.support.Starter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build makes of the command line's model, in the programs that it is for. */
class TextsIT {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws IOException {
        WriteTexts.main(new String[]{"1.2.3", "2026-11-05T00:00:00Z", folder.toString(), "src/main/css/report.css"});
    }

    @ParameterizedTest
    @CsvFileSource(resources = "completions.csv")
    void bashCompletes(String typed, String completed) throws IOException, InterruptedException {
        InteractiveShell bash = new InteractiveShell("bash --norc --noprofile -i", """
                source %s/pidone.bash
                bind -x '"\\C-o": printf "\\n<<%%s>>\\n" "$READLINE_LINE"'
                """.formatted(folder));
        assertEquals(completed, bash.complete(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pidone --user=TE", "pidone --user TE", "pidone -r KI"})
    void bashOffersNothingThatIsNotAllowed(String typed) throws IOException, InterruptedException {
        bashCompletes(typed, typed);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "completions.csv")
    void zshCompletes(String typed, String completed) throws IOException, InterruptedException {
        InteractiveShell zsh = new InteractiveShell("zsh -f -i", """
                fpath=(%s $fpath); autoload -Uz compinit; compinit -u -D
                report() { print; print -r -- "<<$BUFFER>>" }; zle -N report; bindkey '^O' report
                """.formatted(folder));
        // zsh writes an equals sign behind a name where there can be one.
        assertEquals(completed.replaceFirst("(--pid1mode)$", "$1="), zsh.complete(typed));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "completions.csv")
    void fishCompletes(String typed, String completed) throws IOException, InterruptedException {
        String word = completed.substring(completed.lastIndexOf(' ') + 1);
        List<String> offered = output("fish", "--no-config", "-c",
                "source " + folder.resolve("pidone.fish") + "; complete -C '" + typed + "'").lines()
                .map(line -> line.replaceFirst("\t.*", "")).toList();
        assertTrue(offered.contains(word), offered::toString);
        assertTrue(offered.stream().allMatch(one -> one.startsWith(typed.substring(typed.lastIndexOf(' ') + 1))),
                offered::toString);
    }

    @Test
    void theManualPageIsWellFormed() throws IOException, InterruptedException {
        String complaints = run("mandoc", "-T", "lint", folder.resolve("pidone.1").toString());
        // Other manual pages may not be installed.
        assertEquals(List.of(), complaints.lines().filter(line -> !line.contains("mandoc.db")).toList());
    }

    @Test
    void theManualPageHasEveryOptionAndVariable() throws IOException, InterruptedException {
        String page = output("mandoc", "-T", "ascii", folder.resolve("pidone.1").toString()).replaceAll(".\b", "");
        for (Option option : Option.values()) {
            assertTrue(page.contains(option.longName()), option::longName);
            assertEquals(option.hasVariable(), page.contains("PIDONE_" + option.name() + "\n"), option::name);
        }
        assertTrue(page.contains("November 5, 2026"), page);
    }

    @Test
    void theTextsOfTheProgramAreC() throws IOException, InterruptedException {
        Path main = folder.resolve("main.c");
        Files.writeString(main, """
                #include <stdio.h>
                extern const char pidone_help[], pidone_version[];
                int main(void) { return printf("%s%s", pidone_version, pidone_help) < 0; }
                """);
        Path program = folder.resolve("main");
        run("gcc", "-Wall", "-Wextra", "-Werror", "-o", program.toString(), main.toString(),
                folder.resolve("texts.c").toString());
        assertEquals("pidone 1.2.3\n" + HelpText.text(), output(program.toString()));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = Starter.program(command).redirectErrorStream(true).redirectInput(new File("/dev/null"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = Starter.program(command).redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(new File("/dev/null")).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output;
    }
}

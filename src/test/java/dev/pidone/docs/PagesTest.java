package dev.pidone.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.Cli;
import dev.pidone.memory.NativeStrings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The documentation hangs together, and nothing in it is left untried without saying so. */
class PagesTest {
    private static final Path INDEX = Path.of("docs/README.md");
    private static final Path PLANS = Path.of("docs/stopping.md");
    private static final Pattern PLAN = Pattern.compile("`([^`=]+,KILL@all)`");
    private static final Path TESTS = Path.of("src/test/java");
    /** Tried by {@link SessionsIT}, {@link DockerfilesIT}, {@link ManifestsIT} and this class; diff also. */
    private static final Set<String> TRIED = Set.of("console", "dockerfile", "yaml", "diff");
    /** Pictures, lists, texts of programs. */
    private static final Set<String> NO_COMMANDS = Set.of("text");

    private static List<Page> pages() {
        return Page.all();
    }

    private static Stream<Block> blocks() {
        return pages().stream().flatMap(page -> page.blocks().stream());
    }

    private static Stream<Block> yaml() {
        return blocks().filter(block -> block.language().equals("yaml"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Page page) {
        for (String link : page.links()) {
            if (!link.matches("[a-z]+:.*")) {
                assertTrue(leadsSomewhere(page, link), () -> page + " has a link to " + link);
            }
        }
    }

    private static boolean leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty()
                ? page.file()
                : Path.of("/").relativize(Path.of("/").resolve(page.file()).resolveSibling(parts[0]).normalize());
        return Files.exists(file) && !file.startsWith("target")
                && (parts.length == 1 || Page.of(file).anchors().contains(parts[1]));
    }

    @Test
    void theIndexHasEveryPage() {
        List<String> linked = Page.of(INDEX).links();
        for (Page page : pages()) {
            if (page.file().startsWith("docs") && !page.file().equals(INDEX)) {
                assertTrue(linked.contains(page.file().getFileName().toString()), () -> "not in the index: " + page);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockIsTriedOrSaysWhyNot(Block block) {
        if (block.mark().is(Mark.Kind.RUN_BY)) {
            assertTrue(Files.exists(TESTS.resolve(block.mark().detail().replace('.', '/') + ".java")),
                    () -> block + " is said to be run by a test that does not exist");
        } else if (block.language().equals("sh") && block.mark().is(Mark.Kind.NONE)) {
            assertTrue(isReadByATest(block.page()), () -> block + " has no output to compare: make it a console"
                    + " session, or say in a comment before it why it is not run");
        } else if (block.mark().is(Mark.Kind.NONE)) {
            assertTrue(TRIED.contains(block.language()) || NO_COMMANDS.contains(block.language()),
                    () -> block + " is not tried: " + block.language());
        }
        if (NO_COMMANDS.contains(block.language())) {
            assertFalse(block.text().lines().anyMatch(line -> line.startsWith("$ ")),
                    () -> block + " looks like a console session");
        }
    }

    private static boolean isReadByATest(Path page) {
        try (Stream<Path> tests = Files.walk(TESTS)) {
            return tests.filter(Files::isRegularFile).anyMatch(test -> contains(test, '"' + page.toString() + '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void yamlIsWellFormed(Block block) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(block.text());
        assertTrue(document instanceof Map, () -> block + " is no YAML with names and values");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void pidoneUnderstandsItsCallsAndVariables(Block block) {
        for (List<String> commandLine : Calls.commandLines(block)) {
            assertDoesNotThrow(() -> Cli.understand(NativeStrings.of(commandLine), NativeStrings.of(List.of())),
                    () -> block + ": " + commandLine);
        }
        List<String> variables = Calls.variables(block);
        assertDoesNotThrow(
                () -> Cli.understand(NativeStrings.of(List.of("pidone", "true")), NativeStrings.of(variables)),
                () -> block + ": " + variables);
    }

    @Test
    void pidoneUnderstandsThePlansThatArePutForward() throws IOException {
        List<String> plans = PLAN.matcher(Files.readString(PLANS)).results().map(plan -> plan.group(1)).toList();
        assertTrue(plans.size() > 5, plans::toString);
        for (String plan : plans) {
            NativeStrings call = NativeStrings.of(List.of("pidone", "--stop=" + plan, "true"));
            assertDoesNotThrow(() -> Cli.understand(call, NativeStrings.of(List.of())), plan);
        }
    }

    @Test
    void callsAndVariablesAreFound() {
        assertFalse(blocks().flatMap(block -> Calls.commandLines(block).stream()).toList().isEmpty());
        assertFalse(blocks().flatMap(block -> Calls.variables(block).stream()).toList().isEmpty());
    }
}

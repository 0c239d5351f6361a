package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.docs.Block;
import dev.pidone.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of docs/sandboxes.md, as they stand there, with programs that do their worst. */
class SandboxesIT {
    private static final Path PAGE = Path.of("docs/sandboxes.md");
    private static final int RECIPES = 4;

    private static final Map<String, String> PROGRAMS = Map.of("build",
            "./compile-server & (setsid sleep 0.2 &) ; exit 3", "compile-server", "exec -a compile-server sleep 1000",
            "step", "(setsid sh -c 'trap \"\" TERM; while :; do sleep 0.01; done' &); exit 3", "database",
            "trap 'echo closed; exit' TERM; while :; do sleep 0.01; done", //
            "tests", "sleep 0.3; exit 3", //
            "agent", "(setsid sleep 1000 &); kill -TERM 1; kill -INT 1; sleep 0.1; exit 3");

    @TempDir
    Path folder;

    private static List<String> recipes() {
        return Page.of(PAGE).blocks().stream().filter(block -> block.language().equals("sh")).map(Block::text).toList();
    }

    @Test
    void allRecipesAreTried() {
        assertEquals(RECIPES, recipes().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theRecipeGivesTheStatusAndLeavesNothing(int index) throws IOException {
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path file = Files.writeString(folder.resolve(program.getKey()),
                    "#!/bin/bash\n" + program.getValue() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        String script = "cd " + folder + "\n" + recipes().get(index);
        try (Stage stage = Stage.play(Programs.shell(script)).with("PATH", Programs.PATH).start()) {
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(3, ended.status(), ended::errors);
            assertEquals(List.of(), stage.members());
            assertEquals(index == 2 ? "closed\n" : "", ended.output());
        }
    }
}

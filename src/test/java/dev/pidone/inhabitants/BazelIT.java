package dev.pidone.inhabitants;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.control.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build with a server that stays for hours: whoever waits for all would wait for it. */
class BazelIT {
    private static final String BUILD = """
            mkdir -p "$HOME/work" && cd "$HOME/work" || exit 1
            : >WORKSPACE
            echo 'genrule(name = "hello", outs = ["hello.txt"], cmd = "echo hello >$@")' >BUILD
            bazel --output_user_root="$HOME/bazel" build //:hello 2>"$HOME/log" || { cat "$HOME/log" >&2; exit 1; }
            cat bazel-bin/hello.txt
            exit 3
            """;

    @TempDir
    Path folder;

    @Test
    void aBuildEndsAndItsServerWithIt() throws IOException {
        Home.require("bazel");
        Home home = new Home(folder);
        String all = "--pid1mode=wait-all-children --stop-timeout=1h ";
        for (Stage.Play play : List.of(home.pidone("--pid-namespace " + all + "--except=java", BUILD),
                home.pidone(all + "--except=java", BUILD), home.first("tini", BUILD))) {
            try (Stage stage = play.start()) {
                stage.awaitLine("hello");
                long begin = System.nanoTime();
                assertEquals(new Stage.Ended(3, "hello\n", ""), stage.awaitEnd());
                Home.report(String.join(" ", play.command().subList(0, play.command().size() - 2)),
                        (System.nanoTime() - begin) / 1_000_000 + " ms");
                assertEquals(List.of(), stage.members());
            }
        }
    }
}

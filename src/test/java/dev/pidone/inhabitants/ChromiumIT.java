package dev.pidone.inhabitants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Member;
import dev.pidone.control.Stage;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever drives a browser kills it where it is in the way, and its many processes are orphans then. */
class ChromiumIT {
    private static final int BROWSERS = 20;
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final String SANDBOX = "--pid-namespace --leftovers=terminate --stop-timeout=5s --signals-from=outside";
    private static final long SEED = Long.getLong("pidone.seed", System.nanoTime());

    /**
     * What starts the browser is a script, and leads a session. Each second browser is killed alone, while it starts,
     * and its children are left; the others are killed with their process group when they can be driven. One more runs
     * on.
     */
    private static final String AGENT = """
            browse() {
                setsid chromium-headless-shell --no-sandbox --disable-gpu --remote-debugging-port=0 \
                    --user-data-dir="$HOME/$1" 'data:text/html,<p>hello' >/dev/null 2>&1 &
            }
            browsers=%d
            for number in $(seq $browsers); do
                browse $number
                if [ $((number %% 2)) = 0 ]; then
                    until [ -e "$HOME/$number" ]; do sleep 0.01; done
                    read browser others <"/proc/$!/task/$!/children"
                    kill -KILL $browser $!
                else
                    until [ -e "$HOME/$number/DevToolsActivePort" ]; do sleep 0.01; done
                    kill -s KILL -- -$!
                fi
                wait $! 2>/dev/null
            done
            browse last
            until [ -e "$HOME/last/DevToolsActivePort" ]; do sleep 0.01; done
            echo browsed
            until [ -e "$HOME/enough" ]; do sleep 0.01; done
            exit 3
            """;

    @TempDir
    Path folder;

    @Test
    void killedBrowsersLeaveNoZombieAndAtTheEndNothing() throws IOException {
        Home.require("chromium-headless-shell");
        run(new Home(folder), home -> home.pidone(SANDBOX, AGENT.formatted(BROWSERS)));
    }

    @Test
    void besideTini(@TempDir Path other) throws IOException {
        Home.require("chromium-headless-shell", "tini");
        String agent = AGENT.formatted(2);
        run(new Home(folder), home -> home.first(Product.PIDONE.toString(), agent));
        run(new Home(other), home -> home.first("tini", agent));
    }

    private interface Start {
        Stage.Play play(Home home);
    }

    private static void run(Home home, Start start) throws IOException {
        Stage.Play play = start.play(home);
        long begin = System.nanoTime();
        try (Stage stage = play.start()) {
            stage.awaitLine("browsed");
            stage.until(() -> stage.members().stream().allMatch(Member::isAlive), "there is a zombie");
            assertTrue(stage.members().stream().anyMatch(member -> member.program().contains("headless")),
                    () -> "no browser: " + stage.members());
            long end = System.nanoTime();
            Files.createFile(home.file("enough"));
            assertEquals(new Stage.Ended(3, "browsed\n", ""), stage.awaitEnd());
            long ended = System.nanoTime();
            assertEquals(List.of(), stage.members());
            Home.report(String.join(" ", play.command().subList(0, play.command().size() - 2)),
                    (end - begin) / 1_000_000 + " ms for all browsers, " + (ended - end) / 1_000_000 + " ms to end");
        }
    }

    /** The agent itself is ended while its browsers start. */
    @ParameterizedTest
    @ValueSource(ints = {TERM, KILL})
    void whereverItIsEndedNothingIsLeft(int signal) throws IOException {
        Home.require("chromium-headless-shell");
        Home home = new Home(folder);
        Random random = new Random(SEED);
        try (Stage stage = home.pidone(SANDBOX, AGENT.formatted(BROWSERS)).start()) {
            stage.until(() -> Files.exists(home.file("1")), "no browser starts");
            Await.pause(random.nextLong(Duration.ofMillis(500).toNanos()));
            stage.send(stage.pidone(), signal);
            assertEquals(128 + signal, stage.awaitEnd().status(), () -> "seed " + SEED);
            stage.until(() -> stage.members().isEmpty(), "something is left; seed " + SEED);
        }
    }
}

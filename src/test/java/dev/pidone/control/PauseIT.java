package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Product;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** pidone without a command: --pid1mode=pause. */
class PauseIT {
    private static final int INT = 2;
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final int STOP = 19;

    @ParameterizedTest
    @CsvSource({"15, true", "2, true", "15, false", "2, false"})
    void termAndIntEndIt(int signal, boolean pid1) {
        try (Stage stage = start(pid1, "exec \"$@\"")) {
            stage.send(stage.pidone(), signal);
            assertEquals(new Stage.Ended(0, "", ""), stage.awaitEnd());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIgnoresAllOtherSignals(boolean pid1) {
        try (Stage stage = start(pid1, "exec \"$@\"")) {
            stage.send(stage.pidone(), IntStream.rangeClosed(1, 64)
                    .filter(signal -> signal != INT && signal != KILL && signal != TERM && signal != STOP).toArray());
            stage.until(() -> IntStream.of(20, 21, 22, 64).noneMatch(stage.pidone()::isPending), "they are not taken");
            assertTrue(stage.pidone().isAlive());
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(0, "", ""), stage.awaitEnd());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itReapsOrphans(boolean pid1) {
        try (Stage stage = start(pid1, "(sleep 1000 &); exec \"$@\"")) {
            Member orphan = stage.await("sleep 1000");
            if (pid1) {
                stage.until(() -> orphan.parent() == stage.pidone().processId(), "no orphan");
            }
            stage.send(orphan, TERM);
            stage.until(() -> !orphan.exists(), "the orphan is not reaped");
            stage.send(stage.pidone(), TERM);
            assertEquals(0, stage.awaitEnd().status());
        }
    }

    private static Stage start(boolean pid1, String script) {
        List<String> pidone = List.of(Product.PIDONE.toString(), "--pid1mode=pause");
        Stage.Play play = Stage.play(Programs.shell(script, pidone));
        Stage stage = (pid1 ? play.asPid1() : play).start();
        stage.until(() -> stage.pidone().isBlocked(TERM), "no pidone that receives signals");
        return stage;
    }
}

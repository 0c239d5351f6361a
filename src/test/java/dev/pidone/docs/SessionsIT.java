package dev.pidone.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.container.Engine;
import dev.pidone.docs.ReadersShell.Answer;
import dev.pidone.namespace.PidNamespace;
import dev.pidone.support.Await;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody follows each page of the documentation to the letter, and sees what stands there. */
class SessionsIT {
    /** Containers that pages make have names that begin so. */
    private static final String REMOVE_CONTAINERS = "docker ps --all --quiet --filter name=tutorial- |"
            + " xargs --no-run-if-empty docker rm --force";

    /** What the client says of an engine that leaves the machine's network alone, as docker/with-engine starts it. */
    private static final String NO_NETWORK = "WARNING: IPv4 forwarding is disabled. Networking will not work.\n";

    @TempDir
    private Path home;

    private static Stream<Page> pages() {
        return Page.all().stream().filter(page -> page.blocks().stream().anyMatch(Block::isSession));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageSaysWhatHappens(Page page) throws IOException {
        PidNamespace.require();
        requireTools(page);
        try (ReadersShell shell = new ReadersShell(home)) {
            if (page.blocks().stream().anyMatch(SessionsIT::needsEngine)) {
                Engine.require();
                try (StandIns images = new StandIns(shell)) {
                    images.make();
                    follow(page, shell);
                } finally {
                    shell.run(REMOVE_CONTAINERS);
                }
            } else {
                follow(page, shell);
            }
        }
    }

    /** The inits that pages compare pidone with. */
    private static void requireTools(Page page) {
        for (String program : List.of("tini", "dumb-init", "catatonit")) {
            if (page.blocks().stream().anyMatch(block -> block.isSession() && block.text().contains(program))) {
                Tools.require(program);
            }
        }
    }

    private static boolean needsEngine(Block block) {
        return block.isSession() && block.text().contains("docker ");
    }

    private static void follow(Page page, ReadersShell shell) {
        for (Block block : page.blocks()) {
            if (block.mark().is(Mark.Kind.FILE)) {
                shell.write(block.mark().detail(), block.text());
            } else if (block.isSession()) {
                follow(block, shell);
            }
        }
    }

    private static void follow(Block block, ReadersShell shell) {
        boolean statusIsShown = true;
        for (Iterator<Dialogue> dialogues = Dialogue.of(block).iterator(); dialogues.hasNext();) {
            Dialogue dialogue = dialogues.next();
            Answer answer = block.mark().is(Mark.Kind.SOON) ? repeat(dialogue, shell) : run(dialogue, shell);
            assertTrue(dialogue.allows(answer.output()),
                    () -> block + ": " + dialogue.command() + "\nwrites\n" + answer.output());
            assertTrue(statusIsShown || dialogue.asksForStatus(), () -> block + ": the status before "
                    + dialogue.command() + " is not 0, and the page does not say so");
            statusIsShown = answer.status() == 0;
        }
        assertTrue(statusIsShown, () -> block + ": the last status is not 0, and the page does not say so");
    }

    private static Answer run(Dialogue dialogue, ReadersShell shell) {
        Answer answer = shell.run(dialogue.command());
        return new Answer(answer.output().replace(NO_NETWORK, ""), answer.status());
    }

    /** As a reader does who is faster than the program that he looks at. */
    private static Answer repeat(Dialogue dialogue, ReadersShell shell) {
        Answer[] answer = {run(dialogue, shell)};
        Await.until(() -> {
            if (dialogue.allows(answer[0].output())) {
                return true;
            }
            answer[0] = run(dialogue, shell);
            return false;
        }, EveryProcess::look, () -> dialogue.command() + " writes " + answer[0].output());
        return answer[0];
    }
}

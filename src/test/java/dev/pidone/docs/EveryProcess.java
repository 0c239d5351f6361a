package dev.pidone.docs;

import dev.pidone.support.Await;
import dev.pidone.support.ProcFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether anybody works on this machine besides the tests: a container engine does so for them, and is not their child.
 */
final class EveryProcess {
    private static final int STATE = 0;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int MILLISECONDS_OF_TICK = 10;

    private EveryProcess() {
    }

    static Await.Look look() {
        boolean asleep = true;
        long ticks = 0;
        for (long process : processes()) {
            List<String> fields = ProcFile.fields(process, "stat");
            if (!fields.isEmpty()) {
                asleep = asleep && !"RD".contains(fields.get(STATE));
                ticks += Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
            }
        }
        return new Await.Look(asleep, Duration.ofMillis(ticks * MILLISECONDS_OF_TICK));
    }

    private static List<Long> processes() {
        long own = ProcessHandle.current().pid();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf).filter(process -> process != own).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

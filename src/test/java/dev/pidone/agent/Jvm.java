package dev.pidone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** A Java runtime of this machine that the agent is for. */
public record Jvm(int version, Path home) {
    private static final int OLDEST = 17;
    private static final int NEWEST = 25;
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The one of these tests, and one of each other version that is installed. */
    public static Stream<Jvm> all() {
        SortedMap<Integer, Jvm> found = new TreeMap<>();
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                homes.sorted().flatMap(home -> at(home).stream()).forEach(jvm -> found.putIfAbsent(jvm.version, jvm));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Jvm own = new Jvm(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        found.put(own.version, own);
        if (found.size() == 1 && System.getenv("CI") != null) {
            Assertions.fail("no Java " + OLDEST + " to " + (NEWEST - 1) + " is installed");
        }
        return found.values().stream();
    }

    private static Optional<Jvm> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=")).findFirst()
                    .map(line -> Integer.parseInt(line.replaceFirst("[^\"]*\"(\\d+).*", "$1")))
                    .filter(version -> version >= OLDEST && version <= NEWEST).map(version -> new Jvm(version, home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasVirtualThreads() {
        return version >= 21;
    }

    @Override
    public String toString() {
        return "Java " + version;
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A JDK of this machine that pidone's agent is for. */
record Jdk(int version, Path home) {
    private static final int OLDEST = 17;
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The one that runs the benchmark, and one of each other version that is installed. */
    static List<Jdk> all() throws IOException {
        SortedMap<Integer, Jdk> found = new TreeMap<>();
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                for (Path home : homes.sorted().toList()) {
                    int version = version(home);
                    if (version >= OLDEST) {
                        found.putIfAbsent(version, new Jdk(version, home));
                    }
                }
            }
        }
        int own = Runtime.version().feature();
        found.put(own, new Jdk(own, Path.of(System.getProperty("java.home"))));
        return new ArrayList<>(found.values());
    }

    /** 0 if there is none. */
    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return 0;
        }
        return Files.readAllLines(release).stream().filter(line -> line.startsWith("JAVA_VERSION="))
                .mapToInt(line -> Integer.parseInt(line.replaceFirst("[^\"]*\"(\\d+).*", "$1"))).findFirst().orElse(0);
    }

    String java() {
        return home.resolve("bin/java").toString();
    }
}

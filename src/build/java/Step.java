import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A step of the build, which is left out where all that it depends on, and all that it has made, is as it was after it
 * was last done. {@code target/steps} has a list of both for each step: sums, since a file that was written again may
 * be the same, and a file with an old time may be new.
 */
final class Step {
    private final Path project;
    private final Path list;
    private final List<String> dependencies = new ArrayList<>();
    private final List<Path> results = new ArrayList<>();

    /** @param programs those that do it, which it depends on, as on the libraries and the Java that they run with */
    Step(String name, Path project, Class<?>... programs) throws IOException {
        this.project = project;
        list = project.resolve("target/steps").resolve(name);
        dependsOn(Runtime.version().toString());
        // By their names, so that a tree that has moved is not built again.
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path library = Path.of(entry);
            dependsOn((library.startsWith(project) ? project.relativize(library) : library.getFileName()).toString());
        }
        for (Class<?> program : programs) {
            reads("target/build", file -> file.matches(program.getName() + "(\\$.*)?\\.class"));
        }
    }

    /** Whatever is known as a text. */
    Step dependsOn(String... texts) {
        dependencies.addAll(List.of(texts));
        return this;
    }

    /** Files, and folders with all that is in them. */
    Step reads(String... paths) throws IOException {
        for (String path : paths) {
            reads(path, file -> true);
        }
        return this;
    }

    /** What is in a folder. */
    Step reads(String folder, Predicate<String> which) throws IOException {
        dependencies.addAll(sums(project.resolve(folder), which));
        return this;
    }

    Step makes(String... paths) {
        Stream.of(paths).map(project::resolve).forEach(results::add);
        return this;
    }

    /** Does it unless that is done already. */
    <E extends Exception> void unlessDone(Work<E> work) throws IOException, E {
        if (Files.exists(list) && Files.readAllLines(list).equals(lines())) {
            return;
        }
        // Work that is interrupted is not done, whatever it had made before.
        Files.deleteIfExists(list);
        work.run();
        Files.createDirectories(list.getParent());
        Files.write(list, lines());
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        dependencies.stream().flatMap(String::lines).forEach(lines::add);
        lines.add("made:");
        for (Path result : results) {
            lines.addAll(sums(result, file -> true));
        }
        return lines;
    }

    /** A line for each file: what is missing has one, too. */
    private List<String> sums(Path path, Predicate<String> which) throws IOException {
        if (!Files.exists(path)) {
            return List.of("missing: " + project.relativize(path));
        }
        List<String> sums = new ArrayList<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> which.test(path.relativize(file).toString())).sorted().toList()) {
                sums.add(sum(Files.readAllBytes(file)) + " " + project.relativize(file));
            }
        }
        return sums;
    }

    static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a step does. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws IOException, E;
    }
}

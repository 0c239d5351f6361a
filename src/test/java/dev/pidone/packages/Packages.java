package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packages that {@code src/build/package} makes of what was built, as the build does, and others. */
final class Packages {
    static final Path PROJECT = Path.of("").toAbsolutePath();
    static final Path TARGET = PROJECT.resolve("target");
    static final String VERSION = inPom("<version>([^<]+)</version>");
    static final String TIMESTAMP = inPom("<project.build.outputTimestamp>([^<]+)<");
    /** Up to date also where one test alone is run, for which the build makes none. */
    static final Path FOLDER = make();
    /** For tests that upgrade. */
    static final String OLDER_VERSION = "0.0.1";

    /** All that {@code src/build/package} reads, but for the files. */
    private static final List<String> INPUT = List.of("LICENSE", "NOTICE", "CHANGELOG.md", "docker",
            "src/build/package", "src/build/install-tools", "src/build/architectures", "src/package",
            "target/pidone.jar", "target/sbom", "target/native/pidone.1", "target/native/pidone.bash",
            "target/native/_pidone", "target/native/pidone.fish");

    private Packages() {
    }

    private static String inPom(String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(PROJECT.resolve("pom.xml")));
            assertTrue(matcher.find(), () -> "no " + pattern + " in pom.xml");
            return matcher.group(1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path make() {
        try {
            return make(PROJECT, VERSION);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Copies what packages are made from. */
    static void copyInput(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("cp", "-a", "--parents", "-t", folder.toString()));
        command.addAll(INPUT);
        for (Architecture architecture : Architecture.values()) {
            command.add("target/pidone-" + architecture);
        }
        Tools.run(PROJECT, command);
    }

    /** Makes packages of what is in a folder; returns the folder with them. */
    static Path make(Path folder, String version, String... environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of(environment));
        command.addAll(List.of(folder.resolve("src/build/package").toString(), version, TIMESTAMP));
        Tools.run(Path.of("/"), command);
        return folder.resolve("target/packages");
    }

    /** Packages of {@link #OLDER_VERSION}. */
    static Path makeOlder(Path folder) throws IOException, InterruptedException {
        copyInput(folder);
        return make(folder, OLDER_VERSION);
    }

    /** The name of the package of each kind that is for an architecture. */
    static Map<String, String> names(Architecture architecture, String version) {
        return Map.of("tar.gz", "pidone-%s-%s.tar.gz".formatted(version, architecture), //
                "deb", "pidone_%s-1_%s.deb".formatted(version, architecture.debian()), //
                "rpm", "pidone-%s-1.%s.rpm".formatted(version, architecture));
    }
}

package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code src/build/release}, in a repository of its own. What it builds and tests with is given to it. */
class ReleaseIT {
    private static final String DAY = Packages.TIMESTAMP.replaceFirst("T.*", "");
    private static final String BUILD = "src/build/package " + Packages.VERSION + " " + Packages.TIMESTAMP;

    @TempDir
    private Path project;

    @BeforeEach
    void makeRepository() throws IOException, InterruptedException {
        Tools.require("git");
        Packages.copyInput(project);
        Tools.run(Packages.PROJECT, List.of("cp", "-a", "--parents", "-t", project.toString(), "pom.xml", ".gitignore",
                "src/build/release", "target/pidone"));
        String changelog = Files.readString(project.resolve("CHANGELOG.md"));
        Files.writeString(project.resolve("CHANGELOG.md"), changelog.replaceFirst("\n## ",
                "\n## [" + Packages.VERSION + "] - " + DAY + "\n\nWhat is new.\n\n## [0.0.1] - 2001-01-01\n\n## "));
        git("init", "--quiet");
        commit();
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> identity = List.of("git", "-c", "user.name=A", "-c", "user.email=a@b.invalid");
        Tools.run(project, Stream.concat(identity.stream(), List.of(arguments).stream()).toList());
    }

    private void commit() throws IOException, InterruptedException {
        git("add", "--all");
        git("commit", "--quiet", "--message", "All");
    }

    /** Its exit status and all that it writes. */
    private String release(String version, String build) throws IOException, InterruptedException {
        return Tools.run(project, List.of("sh", "-c", "src/build/release \"$@\" 2>&1; echo \"status $?\"", "sh",
                version, "sh", "-c", build));
    }

    private void assertRefused(String reason, String version, String build) throws IOException, InterruptedException {
        String said = release(version, build);
        assertTrue(said.contains("release: " + reason) && said.endsWith("status 1\n"), said);
    }

    @Test
    void itMakesThePackagesAndSaysWhatIsLeft() throws IOException, InterruptedException {
        Tools.require("dpkg-deb");
        Tools.require("rpmbuild");
        String said = release(Packages.VERSION, BUILD);
        assertTrue(said.endsWith("status 0\n"), said);
        for (String expected : List.of("git tag --sign v" + Packages.VERSION, "skopeo copy --all",
                "  target/packages/SHA256SUMS\n",
                "  target/packages/" + Packages.names(Architecture.own(), Packages.VERSION).get("rpm"))) {
            assertTrue(said.contains(expected), said);
        }
        assertEquals("\nWhat is new.\n\n", Files.readString(project.resolve("target/release-notes.md")));
    }

    @Test
    void nothingIsLeftOut() throws IOException, InterruptedException {
        assertRefused("it does not build", Packages.VERSION, "[ \"$CI\" != true ]");
    }

    @Test
    void whatIsNotCommittedIsNotReleased() throws IOException, InterruptedException {
        Files.writeString(project.resolve("new"), "");
        assertRefused("there are changes that are not committed", Packages.VERSION, BUILD);
        Files.delete(project.resolve("new"));
        assertRefused("the build has changed files", Packages.VERSION, "echo >>NOTICE");
    }

    @Test
    void theVersionIsThatOfTheSources() throws IOException, InterruptedException {
        assertRefused("pom.xml has version " + Packages.VERSION, "9.9.9", BUILD);
        assertRefused("1.2 is no version", "1.2", BUILD);
    }

    @Test
    void theChangelogHasTheVersion() throws IOException, InterruptedException {
        Path changelog = project.resolve("CHANGELOG.md");
        Files.writeString(changelog, Files.readString(changelog).replace("] - " + DAY, "] - 2001-02-03"));
        commit();
        assertRefused("CHANGELOG.md has no \"## [" + Packages.VERSION, Packages.VERSION, BUILD);
    }

    @Test
    void noVersionIsReleasedTwice() throws IOException, InterruptedException {
        git("tag", "v" + Packages.VERSION);
        assertRefused("there is a tag v" + Packages.VERSION, Packages.VERSION, BUILD);
    }

    @Test
    void sumsThatAreWrongAreNoticed() throws IOException, InterruptedException {
        assertRefused("SHA256SUMS is wrong", Packages.VERSION,
                "mkdir target/packages && cd target/packages && cp ../../LICENSE . && sha256sum ../../NOTICE "
                        + "| sed 's/ .*/  LICENSE/' >SHA256SUMS");
    }
}

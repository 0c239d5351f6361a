package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Stage;
import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packages as files: which there are, and that they are always the same. */
class PackagesIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTools() {
        Tools.require("dpkg-deb");
        Tools.require("rpmbuild");
    }

    private static Set<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void thereIsOneOfEachKindForEachArchitecture() throws IOException {
        Set<String> expected = new TreeSet<>(
                Set.of("SHA256SUMS", "pidone-" + Packages.VERSION + ".jar", "pidone.jar.cdx.json"));
        for (Architecture architecture : Architecture.values()) {
            expected.addAll(Packages.names(architecture, Packages.VERSION).values());
            expected.addAll(Set.of("pidone-" + architecture, "pidone-" + architecture + ".cdx.json"));
        }
        Set<String> found = filesIn(Packages.FOLDER);
        found.removeIf(file -> file.startsWith("image/") || file.endsWith(".openvex.json"));
        assertEquals(expected, found);
    }

    @Test
    void theSumsAreThoseOfAllFiles() throws IOException, InterruptedException {
        String checked = Tools.run(Packages.FOLDER, List.of("sha256sum", "--check", "--strict", "SHA256SUMS"));
        Set<String> all = filesIn(Packages.FOLDER);
        all.remove("SHA256SUMS");
        assertEquals(all, checked.lines().map(line -> line.replaceFirst(": OK$", ""))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void lintianFindsNothing() throws IOException, InterruptedException {
        Tools.require("lintian");
        List<String> command = new ArrayList<>(List.of("lintian", "--allow-root", "--display-info", "--pedantic",
                "--fail-on", "error,warning,info,pedantic"));
        for (Architecture architecture : Architecture.values()) {
            command.add(Packages.names(architecture, Packages.VERSION).get("deb"));
        }
        assertEquals("", Tools.run(Packages.FOLDER, command));
    }

    /**
     * In another folder, under other settings; with a statement about a finding of scanners, which is published, too.
     */
    @Test
    void theSameFilesMakeTheSamePackages() throws IOException, InterruptedException {
        Path other = Files.createDirectory(folder.resolve("another folder"));
        Packages.copyInput(other);
        String statement = "pidone.openvex.json";
        Files.writeString(other.resolve("src/package/openvex").resolve(statement), "{}\n");
        Path again = Packages.make(other, Packages.VERSION, "TZ=Asia/Tokyo", "LC_ALL=C.UTF-8", "HOME=" + folder, "sh",
                "-c", "umask 077; exec \"$0\" \"$@\"");
        Set<String> expected = filesIn(Packages.FOLDER);
        expected.add(statement);
        assertEquals(expected, filesIn(again));
        assertTrue(Files.readString(again.resolve("SHA256SUMS")).contains("  " + statement + "\n"));
        assertSameFiles(Packages.FOLDER, again, file -> !file.equals("SHA256SUMS"));
    }

    /** An ordinary user may have no compiler for another architecture, and owns no IDs but his own. */
    @Test
    void anOrdinaryUserMakesThePackagesOfWhatWasBuilt() throws IOException, InterruptedException {
        Path other = Files.createDirectory(folder.resolve("user"));
        Packages.copyInput(other);
        Set<String> expected = new TreeSet<>(filesIn(Packages.FOLDER));
        for (Architecture architecture : Architecture.values()) {
            if (architecture != Architecture.own()) {
                Files.delete(other.resolve("target/pidone-" + architecture));
                Files.delete(other.resolve("target/sbom/pidone-" + architecture + ".cdx.json"));
                expected.removeAll(Packages.names(architecture, Packages.VERSION).values());
                expected.removeAll(Set.of("pidone-" + architecture, "pidone-" + architecture + ".cdx.json"));
            }
        }
        expected.removeIf(file -> file.startsWith("image/"));
        List<String> user = new ArrayList<>(List.of("CI=", "HOME=" + other));
        if (Stage.isRoot()) {
            Tools.run(folder, List.of("chmod", "755", folder.toString()));
            Tools.run(folder, List.of("chown", "-R", "65534:65534", other.toString()));
            user.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        }
        Set<String> found = filesIn(Packages.make(other, Packages.VERSION, user.toArray(String[]::new)));
        assertEquals(4, found.stream().filter(file -> file.startsWith("image/blobs/")).count());
        found.removeIf(file -> file.startsWith("image/"));
        assertEquals(expected, found);
    }

    /** Root on Debian may not want that, either. */
    @Test
    void nothingIsInstalledWhereThatIsForbidden() throws IOException, InterruptedException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : List.of("dirname", "id", "apt-get")) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/bin/true"));
        }
        String said = Tools.run(Packages.PROJECT, List.of("env", "PATH=" + programs, "INSTALL_TOOLS=never", "/bin/sh",
                "-c", "/bin/sh src/build/install-tools packages 2>&1; echo \"status $?\""));
        assertEquals("install-tools: cannot install dpkg xz-utils rpm: told not to\nstatus 1\n", said);
    }

    /** The whole build, in another folder, at another time. */
    @Test
    void theSameSourcesMakeTheSameFiles() throws IOException, InterruptedException {
        Path other = Files.createDirectory(folder.resolve("another build"));
        Tools.run(Packages.PROJECT,
                List.of("cp", "-a", "-t", other.toString(), "pom.xml", "src", "LICENSE", "NOTICE", "CHANGELOG.md"));
        // The JVM that Maven itself runs on compresses the jar.
        String java = System.getProperty("pidone.maven.java");
        // What is left out says whether the sources are good, and makes nothing of them.
        Tools.run(other, List.of("env", "JAVA_HOME=" + java, "PATH=" + java + "/bin:" + System.getenv("PATH"), "mvn",
                "-B", "-q", "-Dmaven.test.skip", "-Dformatter.skip", "package"));
        Set<String> made = new TreeSet<>(Set.of("pidone.jar", "sbom/pidone.jar.cdx.json", "native/pidone.1",
                "native/pidone.bash", "native/_pidone", "native/pidone.fish"));
        for (Architecture architecture : Architecture.values()) {
            made.addAll(List.of("pidone-" + architecture, "sbom/pidone-" + architecture + ".cdx.json"));
        }
        Set<String> found = filesIn(other.resolve("target"));
        assertTrue(found.containsAll(made), () -> "only " + found);
        for (String file : made) {
            // Permissions are those that the umask leaves; in packages they are fixed.
            assertSameBytes(Packages.TARGET, other.resolve("target"), file);
        }
    }

    private static void assertSameFiles(Path one, Path other, Predicate<String> which) throws IOException {
        for (String file : filesIn(one)) {
            if (which.test(file)) {
                assertSameBytes(one, other, file);
                assertEquals(Files.getPosixFilePermissions(one.resolve(file)),
                        Files.getPosixFilePermissions(other.resolve(file)), () -> file);
            }
        }
    }

    private static void assertSameBytes(Path one, Path other, String file) throws IOException {
        assertArrayEquals(Files.readAllBytes(one.resolve(file)), Files.readAllBytes(other.resolve(file)),
                () -> file + " differs");
    }

    /** Without a package manager, as on Alpine or in an image. */
    @ParameterizedTest
    @EnumSource
    void theFileInThePackagesIsTheOneThatWasBuilt(Architecture architecture) throws IOException, InterruptedException {
        String unpacks = """
                mkdir deb tar rpm
                dpkg-deb -x "$1/$2" deb
                tar -xzf "$1/$3" -C tar --strip-components=1
                rpm2cpio "$1/$4" | (cd rpm && cpio -id --quiet)
                """;
        Tools.require("cpio");
        var names = Packages.names(architecture, Packages.VERSION);
        Tools.run(folder, List.of("sh", "-ec", unpacks, "sh", Packages.FOLDER.toString(), names.get("deb"),
                names.get("tar.gz"), names.get("rpm")));
        for (String program : List.of("deb/usr/bin/pidone", "tar/bin/pidone", "rpm/usr/bin/pidone")) {
            assertArrayEquals(Files.readAllBytes(architecture.program()), Files.readAllBytes(folder.resolve(program)));
        }
    }
}

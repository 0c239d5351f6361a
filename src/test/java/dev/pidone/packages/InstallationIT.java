package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import dev.pidone.container.Engine;
import dev.pidone.container.TestContainer;
import dev.pidone.docs.Block;
import dev.pidone.docs.Page;
import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a package on a machine: installed, run, upgraded, removed. The machine is a container of Debian's. */
class InstallationIT {
    private static final Path PAGE = Path.of("docs/installing.md");

    @TempDir
    private static Path folder;
    private static Path older;

    @BeforeAll
    static void makeOlderPackages() throws IOException, InterruptedException {
        Engine.require();
        Tools.require("dpkg-deb");
        Tools.require("rpmbuild");
        older = Packages.makeOlder(folder);
    }

    private static TestContainer machine() {
        List<Bind> binds = new ArrayList<>(List.of(bind(Packages.FOLDER, "/new"), bind(older, "/older")));
        for (Architecture architecture : Architecture.values()) {
            if (!architecture.isOwn()) {
                Tools.require(architecture.emulatorName());
                String emulator = "/usr/bin/" + architecture.emulatorName();
                binds.add(bind(Path.of(emulator), emulator));
            }
        }
        return TestContainer.of(Engine.BASE_IMAGE, List.of(), "sleep", "infinity")
                .withHost(host -> host.withBinds(binds)).started();
    }

    private static Bind bind(Path here, String there) {
        return new Bind(here.toString(), new Volume(there), AccessMode.ro);
    }

    private static String sh(TestContainer machine, String script) {
        return machine.dockerExec("sh", "-ec", script);
    }

    private static List<String> files(TestContainer machine) {
        return sh(machine, "find /etc /opt /usr ! -type d").lines().sorted().toList();
    }

    /** The installed file is that of this build, and works. */
    private static void assertWorks(TestContainer machine, String program, Architecture architecture)
            throws IOException, InterruptedException {
        String sum = Tools.run(Packages.TARGET, List.of("sha256sum", architecture.program().toString()));
        assertEquals(sum.split(" ")[0], sh(machine, "sha256sum " + program).split(" ")[0]);
        String call = String.join(" ", architecture.emulator()) + " " + program;
        assertEquals("pidone " + Packages.VERSION + "\n", sh(machine, call + " --version"));
        assertEquals("it runs 7\n", sh(machine, call + " -q -- sh -c 'printf \"it runs \"; exit 7' || echo $?"));
    }

    private static Stream<Arguments> packages() {
        return Stream.of(PackageManager.values()).flatMap(
                manager -> Stream.of(Architecture.values()).map(architecture -> Arguments.of(manager, architecture)));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageIsInstalledUpgradedAndRemoved(PackageManager manager, Architecture architecture)
            throws IOException, InterruptedException {
        Map<String, String> olderNames = Packages.names(architecture, Packages.OLDER_VERSION);
        Map<String, String> names = Packages.names(architecture, Packages.VERSION);
        try (TestContainer machine = machine()) {
            List<String> before = files(machine);

            sh(machine, manager.install("/older/" + olderNames.get(manager.kind()), architecture));
            assertEquals(Packages.OLDER_VERSION + "-1", sh(machine, manager.query()));
            assertEquals(manager.files(), added(before, files(machine)));
            assertWorks(machine, "/usr/bin/pidone", architecture);

            sh(machine, manager.upgrade("/new/" + names.get(manager.kind())));
            assertEquals(Packages.VERSION + "-1", sh(machine, manager.query()));
            assertEquals(manager.files(), added(before, files(machine)));
            assertWorks(machine, "/usr/bin/pidone", architecture);

            sh(machine, manager.remove());
            assertEquals(before, files(machine));
            assertEquals("", sh(machine, "find /usr -name pidone"));
        }
    }

    private static List<String> added(List<String> before, List<String> after) {
        assertTrue(after.containsAll(before), "files of others have gone");
        List<String> added = new ArrayList<>(after);
        added.removeAll(before);
        return added;
    }

    /** No package manager knows of it: the archive itself says what to remove. */
    @ParameterizedTest
    @EnumSource
    void anArchiveIsUnpackedUpgradedAndRemoved(Architecture architecture) throws IOException, InterruptedException {
        String unpack = "tar -xzf %s -C /usr/local --strip-components=1 --no-same-owner";
        String olderArchive = "/older/" + Packages.names(architecture, Packages.OLDER_VERSION).get("tar.gz");
        String archive = "/new/" + Packages.names(architecture, Packages.VERSION).get("tar.gz");
        try (TestContainer machine = machine()) {
            // As Debian gives the folders in /usr/local to a group; they are not the archive's to change.
            sh(machine, "chgrp staff /usr/local/bin && chmod 2775 /usr/local/bin && mkdir -p /usr/local/share/man");
            String folders = "stat -c '%n %A %U %G' /usr/local /usr/local/bin /usr/local/share /usr/local/share/man";
            String foldersBefore = sh(machine, folders);
            List<String> before = files(machine);
            sh(machine, unpack.formatted(olderArchive));
            assertEquals(foldersBefore, sh(machine, folders));
            assertWorks(machine, "/usr/local/bin/pidone", architecture);
            List<String> installed = added(before, files(machine));
            sh(machine, unpack.formatted(archive));
            assertWorks(machine, "/usr/local/bin/pidone", architecture);
            assertEquals(installed, added(before, files(machine)));
            sh(machine, "tar -tzf " + archive + " | cut -d / -f 2- | (cd /usr/local && xargs rm)");
            assertEquals(before, files(machine));
        }
    }

    private static Stream<String> commandsOfThePage() {
        return Page.of(PAGE).blocks().stream().filter(block -> block.isRunBy(InstallationIT.class)).map(Block::text);
    }

    /** What stands in a block installs, runs and removes; afterwards the machine is as it was. */
    @ParameterizedTest
    @MethodSource("commandsOfThePage")
    void thePageAboutInstallingSaysWhatToDo(String commands) {
        // Nobody is there to answer; Debian's rpm wants to be told that it is really meant.
        String here = commands.replace("amd64", Architecture.own().debian())
                .replace("x86_64", Architecture.own().toString()).replace("apt-get ", "apt-get --yes ")
                .replace("rpm --", "rpm --force-debian --");
        try (TestContainer machine = machine()) {
            List<String> before = files(machine);
            String printed = sh(machine, "cd /new\n" + here);
            assertTrue(printed.contains("pidone " + Packages.VERSION + "\n"), printed);
            assertEquals(before, files(machine));
        }
    }

    @Test
    void thePageAboutInstallingHasEveryWay() {
        assertEquals(3, commandsOfThePage().count());
    }

    @Test
    void theManualPageAndTheCompletionsAreWhereTheyAreLookedFor() {
        try (TestContainer machine = machine()) {
            sh(machine, "dpkg --install /new/" + Packages.names(Architecture.own(), Packages.VERSION).get("deb"));
            assertTrue(sh(machine, "gzip -dc /usr/share/man/man1/pidone.1.gz").contains(".Dt PIDONE 1\n"));
            assertTrue(sh(machine, "cat /usr/share/bash-completion/completions/pidone").contains("complete -F"));
            assertTrue(sh(machine, "cat /usr/share/zsh/vendor-completions/_pidone").startsWith("#compdef pidone\n"));
            assertTrue(sh(machine, "cat /usr/share/fish/vendor_completions.d/pidone.fish")
                    .contains("complete -c pidone "));
        }
    }
}

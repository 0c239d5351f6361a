package dev.pidone.inhabitants;

import dev.pidone.control.Programs;
import dev.pidone.control.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The home of a user without privileges, and what runs there: servers that refuse to run as root do. */
final class Home {
    private static final List<String> AS_USER = Stage.isRoot()
            ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
            : List.of();

    private final Path folder;

    /** @param folder an empty one */
    Home(Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** Programs that are not there are a failure where continuous integration runs. */
    static void require(String... programs) {
        for (String program : programs) {
            boolean installed = Programs.isInstalled(program);
            if (!installed && System.getenv("CI") != null) {
                Assertions.fail(program + " is not installed");
            }
            Assumptions.assumeTrue(installed, program + " is not installed");
        }
    }

    /** A figure for whoever reads the output of the build. */
    static void report(String of, String figure) {
        System.out.println(of + ": " + figure);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** A shell script of the user's, under pidone. */
    Stage.Play pidone(String options, String script) {
        return play(Programs.pidone(options, Programs.shell(script)));
    }

    /** A shell script of the user's under an init that is PID 1, be it pidone or another. */
    Stage.Play first(String init, String script) {
        List<String> command = new ArrayList<>(List.of(init, "--"));
        command.addAll(Programs.shell(script));
        return play(command).asPid1();
    }

    private Stage.Play play(List<String> command) {
        List<String> all = new ArrayList<>(AS_USER);
        all.addAll(command);
        // SHELL: without it tmux runs what /etc/passwd says, for nobody a program that ends at once
        return Stage.play(all).with("HOME", folder.toString()).with("PATH", Programs.PATH).with("SHELL", "/bin/sh");
    }
}

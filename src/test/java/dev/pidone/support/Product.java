package dev.pidone.support;

import java.nio.file.Path;
import java.util.List;

/** What the build has made. */
public final class Product {
    /** The built program. */
    public static final Path PIDONE = Path.of("target/pidone").toAbsolutePath();

    /**
     * The same for a JVM, as arguments that go before pidone's own. Two JVMs that are both PID 1 would quarrel about a
     * file in /tmp, on standard output.
     */
    public static final List<String> JAR = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", "-jar", Path.of("target/pidone.jar").toAbsolutePath().toString());

    /** Where a folder can be mounted, for users that may not search those above this one, nor read what is in it. */
    private static final String VISIBLE = "/mnt";
    private static final String TARGET = Path.of("target").toAbsolutePath().toString();

    private Product() {
    }

    /** What a script has to do, as root in a mount namespace of its own, before {@link #visible} words are of use. */
    public static String showToEveryone() {
        return "mount -t tmpfs none " + VISIBLE + " && (cd '" + TARGET + "' && cp -r pidone pidone.jar test-classes "
                + VISIBLE + ") && chmod -R a+rX " + VISIBLE;
    }

    /** A word of a command, where what the build has made is visible to every user. */
    public static String visible(String word) {
        return word.replace(TARGET, VISIBLE);
    }
}

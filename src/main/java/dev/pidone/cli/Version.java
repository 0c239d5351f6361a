package dev.pidone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What {@code --version} prints. */
final class Version {
    private Version() {
    }

    static String text() {
        return "pidone " + number() + " (Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.arch") + ")" + System.lineSeparator();
    }

    /** The version of the project, which the build writes into a resource. */
    private static String number() {
        try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.pidone.support;

import java.nio.file.Path;
import java.util.List;

/** What the build has made. */
public final class Product {
    /** The built program. */
    public static final Path PIDONE = Path.of("target/pidone").toAbsolutePath();

    /** The same for a JVM, as arguments that go before pidone's own. */
    public static final List<String> JAR = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar", Path.of("target/pidone.jar").toAbsolutePath().toString());

    private Product() {
    }
}

package dev.pidone.support;

import java.nio.file.Path;

/** What the build has made. */
public final class Product {
    /** The built program. */
    public static final Path PIDONE = Path.of("target/pidone").toAbsolutePath();

    private Product() {
    }
}

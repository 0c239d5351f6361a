package dev.pidone.packages;

import dev.pidone.support.Await;
import dev.pidone.support.Starter;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A registry of images on this machine, docker-registry(1), on a port of its own. */
final class Registry implements AutoCloseable {
    private static final String SETTINGS = """
            version: 0.1
            log: {accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:0"}
            """;
    private static final Pattern ADDRESS = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Path log;
    private final Process process;

    Registry(Path folder) throws IOException {
        Tools.require("docker-registry");
        Path settings = Files.writeString(folder.resolve("registry.yml"),
                SETTINGS.formatted(folder.resolve("registry")));
        log = folder.resolve("registry.log");
        process = Starter.tool("docker-registry", "serve", settings.toString()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
    }

    /** Host and port. Waits until it listens. */
    String address() {
        Await.until(() -> listening().find() || !process.isAlive(), this::logged);
        Matcher listening = listening();
        if (!listening.find()) {
            throw new IllegalStateException("the registry does not listen: " + logged());
        }
        return listening.group(1);
    }

    private Matcher listening() {
        return ADDRESS.matcher(logged());
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        Await.end(process, () -> "the registry does not end");
    }
}

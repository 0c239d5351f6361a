package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.support.Await;
import dev.pidone.support.EndLine;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Podman with storage and settings of its own, beside whatever else runs on this machine. Its containers have the
 * network of the host: nothing is to be set up for another one.
 */
public final class Podman implements AutoCloseable {
    /** Nothing but busybox and links to it. */
    public static final String IMAGE = "localhost/busybox";
    /** The same with pidone as docker/Dockerfile has it. */
    public static final String PIDONE_IMAGE = "localhost/pidone";
    /** The infrastructure container of a pod: pidone in the mode pause. */
    public static final String PAUSE_IMAGE = "localhost/pause";

    /**
     * runc and cgroupfs: crun, Podman's first choice, refuses machines that have both kinds of cgroups, and there may
     * be no systemd. Limits: the usual ones are higher than a container may set them. The journal may be missing.
     */
    private static final String SETTINGS = """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            """;
    /** Settings in which pods have {@link #PAUSE_IMAGE}. */
    private static final String WITH_IMAGE = "image.conf";
    /** Settings in which Podman makes an image for pods, of nothing but its helper that is called catatonit. */
    private static final String WITH_HELPER = "helper.conf";

    private final Path folder;

    /** What a call ended with. */
    public record Ended(int status, String output) {
    }

    /** Skips the test where Podman is missing or cannot be used. */
    public Podman() throws IOException {
        Tools.require("podman");
        Tools.require("runc");
        Tools.require("busybox");
        if (!System.getProperty("user.name").equals("root")) {
            Tools.cannotTest("only root can use Podman without further ado");
        }
        // Not in target: names of sockets are to be short.
        folder = Files.createTempDirectory("podman");
        Files.writeString(folder.resolve(WITH_IMAGE), SETTINGS + "infra_image = \"" + PAUSE_IMAGE + "\"\n");
        Path helpers = Files.createDirectory(folder.resolve("helpers"));
        Files.copy(Product.PIDONE, helpers.resolve("catatonit"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve(WITH_HELPER), SETTINGS + "helper_binaries_dir = [\"" + helpers + "\"]\n");
        try {
            makeImages();
        } catch (IOException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void makeImages() throws IOException {
        Path root = folder.resolve("root.tar");
        Path context = Files.createDirectory(folder.resolve("context"));
        Path programs = Files.createDirectories(folder.resolve("image/bin"));
        Files.copy(busybox(), programs.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : List.of("cmp", "cp", "grep", "ls", "sh", "sleep", "tr")) {
            Files.createSymbolicLink(programs.resolve(name), Path.of("busybox"));
        }
        Process tar = Starter.tool("tar", "-c", "-f", root.toString(), "-C", programs.getParent().toString(), "bin")
                .inheritIO().start();
        Await.end(tar, () -> "tar does not end");
        run("import", "--quiet", root.toString(), IMAGE);
        Files.copy(Product.PIDONE, context.resolve("pidone"), StandardCopyOption.COPY_ATTRIBUTES);
        run("build", "--quiet", "--file", "docker/Dockerfile", "--build-arg", "BASE=" + IMAGE, "--tag", PIDONE_IMAGE,
                context.toString());
        Path pause = Files.writeString(folder.resolve("Dockerfile"),
                "FROM " + PIDONE_IMAGE + "\nENTRYPOINT [\"/pidone\", \"--pid1mode=pause\"]\n");
        run("build", "--quiet", "--file", pause.toString(), "--tag", PAUSE_IMAGE, context.toString());
    }

    private static Path busybox() {
        return Stream.of("/bin/busybox", "/usr/bin/busybox").map(Path::of).filter(Files::exists).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no busybox"));
    }

    /** A call of podman(1) that succeeds; returns what it writes. */
    public String run(String... arguments) throws IOException {
        return runWith(WITH_IMAGE, arguments);
    }

    private String runWith(String settings, String... arguments) throws IOException {
        Ended ended = callWith(settings, arguments);
        assertEquals(0, ended.status(), () -> String.join(" ", arguments) + " failed: " + ended.output());
        return ended.output();
    }

    /** A call of podman(1). */
    public Ended call(String... arguments) throws IOException {
        return callWith(WITH_IMAGE, arguments);
    }

    private Ended callWith(String settings, String... arguments) throws IOException {
        Path output = Files.createTempFile(folder, "output", "");
        List<String> command = new ArrayList<>(List.of("podman", "--root", folder.resolve("root").toString(),
                "--runroot", folder.resolve("run").toString(), "--storage-driver", "vfs"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = Starter.tool(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CONTAINERS_CONF", folder.resolve(settings).toString());
        Process process = builder.start();
        Await.end(process, () -> String.join(" ", arguments) + " does not end");
        return new Ended(process.exitValue(), EndLine.without(Files.readString(output)));
    }

    /** A pod, from its manifest. */
    public void play(String manifest) throws IOException {
        playWith(WITH_IMAGE, manifest);
    }

    /** The same, with an infrastructure container as Podman has it, but pidone in place of catatonit. */
    void playInPlaceOfCatatonit(String manifest) throws IOException {
        playWith(WITH_HELPER, manifest);
    }

    private void playWith(String settings, String manifest) throws IOException {
        runWith(settings, "kube", "play", "--network", "host",
                Files.writeString(folder.resolve("pod.yaml"), manifest).toString());
    }

    public void awaitLog(String container, String expected) {
        Await.until(() -> log(container).contains(expected), () -> log(container));
    }

    public String log(String container) {
        try {
            return run("logs", container);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        call("pod", "rm", "--all", "--force", "--time", "0");
        call("rm", "--all", "--force", "--time", "0");
        Process process = Starter.tool("rm", "-rf", "--one-file-system", folder.toString()).inheritIO().start();
        Await.end(process, () -> "rm does not end");
    }
}

package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pidone.container.Engine;
import dev.pidone.container.Podman;
import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The image for all architectures: what is in it, and its way through a registry to those who run it. */
class OciImageIT {
    private static final Path LAYOUT = Packages.FOLDER.resolve("image");
    private static final String LAYOUT_NAME = "oci:" + LAYOUT + ":" + Packages.VERSION;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;
    private static Registry registry;
    private static String image;

    @BeforeAll
    static void push() throws IOException, InterruptedException {
        Engine.require();
        Tools.require("skopeo");
        registry = new Registry(folder);
        image = registry.address() + "/pidone:" + Packages.VERSION;
        skopeo("copy", "--quiet", "--all", "--dest-tls-verify=false", LAYOUT_NAME, "docker://" + image);
    }

    @AfterAll
    static void end() {
        if (registry != null) {
            registry.close();
        }
    }

    private static String skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return Tools.run(Path.of("/"), command);
    }

    private static String docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Tools.run(Path.of("/"), command);
    }

    private static JsonNode blob(JsonNode descriptor) throws IOException {
        return JSON.readTree(file(descriptor).toFile());
    }

    private static Path file(JsonNode descriptor) {
        return LAYOUT.resolve("blobs").resolve(descriptor.get("digest").asText().replace(':', '/'));
    }

    /** The manifest of the image for an architecture. */
    private static JsonNode manifest(Architecture architecture) throws IOException {
        JsonNode index = blob(JSON.readTree(LAYOUT.resolve("index.json").toFile()).get("manifests").get(0));
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode descriptor : index.get("manifests")) {
            if (descriptor.get("platform").get("architecture").asText().equals(architecture.oci())) {
                found.add(blob(descriptor));
            }
        }
        assertEquals(Architecture.values().length, index.get("manifests").size());
        assertEquals(1, found.size(), () -> architecture + " in " + index);
        return found.getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void itsOnlyLayerHoldsTheFileAndNothingElse(Architecture architecture) throws IOException, InterruptedException {
        JsonNode layers = manifest(architecture).get("layers");
        assertEquals(1, layers.size());
        String layer = file(layers.get(0)).toString();
        assertEquals("pidone\n", Tools.run(folder, List.of("tar", "-tzf", layer)));
        Tools.run(Files.createDirectories(folder.resolve(architecture.toString())), List.of("tar", "-xzf", layer));
        Path file = folder.resolve(architecture.toString()).resolve("pidone");
        assertArrayEquals(Files.readAllBytes(architecture.program()), Files.readAllBytes(file));
        assertEquals(Files.getPosixFilePermissions(architecture.program()), Files.getPosixFilePermissions(file));
    }

    @ParameterizedTest
    @EnumSource
    void pidoneIsItsEntryPoint(Architecture architecture) throws IOException {
        JsonNode config = blob(manifest(architecture).get("config"));
        assertEquals(architecture.oci(), config.get("architecture").asText());
        assertEquals("[\"/pidone\",\"--\"]", config.get("config").get("Entrypoint").toString());
    }

    @Test
    void theRegistryHasTheIndexAsItIs() throws IOException, InterruptedException {
        JsonNode descriptor = JSON.readTree(LAYOUT.resolve("index.json").toFile()).get("manifests").get(0);
        assertEquals(Files.readString(file(descriptor)),
                skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + image));
    }

    @Test
    void dockerPullsAndRunsIt() throws IOException, InterruptedException {
        docker("pull", "--quiet", image);
        try {
            String entryPoint = "--entrypoint=/pidone";
            assertEquals("pidone " + Packages.VERSION + "\n",
                    docker("run", "--rm", "--network=none", entryPoint, image, "--version"));
            // The only program that there is.
            assertEquals("pidone " + Packages.VERSION + "\n",
                    docker("run", "--rm", "--network=none", image, "/pidone", "--version"));
        } finally {
            docker("rmi", image);
        }
    }

    /** An image for another architecture can be built here. */
    @ParameterizedTest
    @EnumSource
    void aDockerfileCopiesTheFileFromIt(Architecture architecture) throws IOException, InterruptedException {
        String platform = "linux/" + architecture.oci();
        docker("pull", "--quiet", "--platform", platform, image);
        try {
            Path dockerfile = Files.writeString(folder.resolve("Dockerfile"),
                    "FROM scratch\nCOPY --from=" + image + " /pidone /pidone\n");
            String id = docker("build", "--quiet", "--platform", platform, "--file", dockerfile.toString(),
                    Files.createDirectories(folder.resolve("context")).toString()).trim();
            String container = docker("create", id, "none").trim();
            Path copy = folder.resolve("copy-" + architecture);
            docker("cp", container + ":/pidone", copy.toString());
            docker("rm", container);
            docker("rmi", id);
            assertArrayEquals(Files.readAllBytes(architecture.program()), Files.readAllBytes(copy));
        } finally {
            docker("rmi", image);
        }
    }

    @Test
    void podmanPullsAndRunsIt() throws IOException {
        try (Podman podman = new Podman()) {
            podman.run("pull", "--quiet", "--tls-verify=false", image);
            assertEquals("pidone " + Packages.VERSION + "\n",
                    podman.run("run", "--rm", "--network=host", image, "/pidone", "--version"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFileOfEachArchitectureRuns(Architecture architecture) throws IOException, InterruptedException {
        Path pulled = folder.resolve("pulled-" + architecture);
        skopeo("--override-arch", architecture.oci(), "copy", "--quiet", "--src-tls-verify=false", "docker://" + image,
                "dir:" + pulled);
        JsonNode manifest = JSON.readTree(pulled.resolve("manifest.json").toFile());
        String layer = manifest.get("layers").get(0).get("digest").asText().replaceFirst(".*:", "");
        Tools.run(pulled, List.of("tar", "-xzf", layer));
        List<String> command = new ArrayList<>(architecture.emulator());
        command.addAll(List.of("./pidone", "-q", "--", "sh", "-c", "echo runs"));
        assertEquals("runs\n", Tools.run(pulled, command));
    }
}

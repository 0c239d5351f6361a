import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes what is inside the file, as CycloneDX: {@code target/sbom}. The Maven build runs it; {@code args} are the
 * project's folder, the version of pidone and its time stamp.
 *
 * <p>
 * Nothing here names a library. What {@link Translate} has translated is looked up on the class path, in TeaVM's order,
 * so a library is in the list if and only if something of it was translated.
 */
final class Sbom {
    /** Where TeaVM has the JDK's classes: {@code java.lang.String} is {@code org.teavm.classlib.java.lang.TString}. */
    private static final String CLASS_LIBRARY = "org/teavm/classlib/";
    /** Where TeaVM has the C that goes with the classes. */
    private static final String C_RUNTIME = "org/teavm/backend/c/";
    private static final Pattern INCLUDE = Pattern.compile("#include \"([^/\"]+\\.h)\"");
    private static final Pattern LICENCE = Pattern.compile("<license>\\s*<name>([^<]+)</name>");
    /** What poms call the licences whose texts the packages carry; for another one, there is something to do. */
    private static final Map<String, String> LICENCES = Map.of("The Apache Software License, Version 2.0",
            "Apache-2.0");

    private final Path project;
    private final String version;
    private final String timestamp;
    /** For each jar that something is from, what that is. */
    private final Map<Path, List<String>> parts = new TreeMap<>();

    private Sbom(Path project, String version, String timestamp) {
        this.project = project;
        this.version = version;
        this.timestamp = timestamp;
    }

    public static void main(String[] args) throws IOException {
        Sbom sbom = new Sbom(Path.of(args[0]), args[1], args[2]);
        sbom.findParts();
        for (String line : Files.readAllLines(sbom.project.resolve("src/build/architectures"))) {
            String architecture = line.split(" ")[0];
            Path file = sbom.project.resolve("target/pidone-" + architecture);
            if (Files.exists(file)) {
                sbom.write(architecture, file);
            }
        }
    }

    private void findParts() throws IOException {
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of)
                .filter(entry -> entry.toString().endsWith(".jar")).toList();
        for (String name : Files.readAllLines(project.resolve("target/native/classes.txt"))) {
            // TeaVM makes a class of each lambda.
            String source = name.replaceFirst("\\$[^$]+\\$lambda\\$.*", "");
            if (!isOwn(source)) {
                add(jars, classFiles(source), name);
            }
        }
        for (String header : includedHeaders()) {
            // Others are generated, or pidone's own.
            addIfFound(jars, List.of(C_RUNTIME + header), header);
        }
    }

    /** Whether a class is pidone's, also in place of one of the JDK or of TeaVM. */
    private boolean isOwn(String name) {
        // Substitution says so to TeaVM.
        String file = name.replace("java.lang.foreign.", "dev.pidone.foreign.").replace('.', '/') + ".class";
        return Stream.of("target/native/classes", "target/classes")
                .anyMatch(folder -> Files.exists(project.resolve(folder).resolve(file)));
    }

    /** The names that the file of a class may have. */
    private static List<String> classFiles(String name) {
        String path = name.replace('.', '/');
        int simpleName = path.lastIndexOf('/') + 1;
        String ofLibrary = CLASS_LIBRARY + path.substring(0, simpleName) + "T" + path.substring(simpleName);
        return Stream.of(ofLibrary, ofLibrary.replace("$", "$T"), path).map(one -> one + ".class").toList();
    }

    /** The headers beside the generated C that it includes, directly or by others. */
    private List<String> includedHeaders() throws IOException {
        Path folder = project.resolve("target/native/c");
        List<String> files = new ArrayList<>(List.of("all.c"));
        for (int index = 0; index < files.size(); index++) {
            Matcher include = INCLUDE.matcher(Files.readString(folder.resolve(files.get(index))));
            while (include.find()) {
                String header = include.group(1);
                if (Files.exists(folder.resolve(header)) && !files.contains(header)) {
                    files.add(header);
                }
            }
        }
        return files.stream().sorted().toList();
    }

    private void add(List<Path> jars, List<String> entries, String part) throws IOException {
        if (!addIfFound(jars, entries, part)) {
            throw new IllegalStateException("where " + part + " in the file comes from is unknown");
        }
    }

    private boolean addIfFound(List<Path> jars, List<String> entries, String part) throws IOException {
        for (String entry : entries) {
            for (Path jar : jars) {
                if (contains(jar, entry)) {
                    parts.computeIfAbsent(jar, key -> new ArrayList<>()).add(part);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getEntry(entry) != null;
        }
    }

    private void write(String architecture, Path file) throws IOException {
        String hash = sha256(Files.readAllBytes(file));
        String reference = "pkg:generic/pidone@" + version + "?arch=" + architecture;
        String components = parts.entrySet().stream().map(part -> component(part.getKey(), part.getValue()))
                .collect(Collectors.joining(","));
        String dependencies = parts.keySet().stream().map(jar -> '"' + Library.of(jar).reference() + '"')
                .collect(Collectors.joining(", "));
        String text = """
                {
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "serialNumber": "urn:uuid:%s",
                  "version": 1,
                  "metadata": {
                    "timestamp": "%s",
                    "lifecycles": [{"phase": "build"}],
                    "tools": {
                      "components": [{"type": "application", "name": "gcc", "version": "%s"}]
                    },
                    "component": {
                      "type": "application",
                      "bom-ref": "%5$s",
                      "name": "pidone",
                      "version": "%4$s",
                      "description": "The first process of a container, as one static file for %6$s, without a libc",
                      "hashes": [{"alg": "SHA-256", "content": "%7$s"}],
                      "licenses": [{"license": {"id": "Apache-2.0"}}],
                      "purl": "%5$s"
                    }
                  },
                  "components": [%8$s],
                  "dependencies": [
                    {"ref": "%5$s", "dependsOn": [%9$s]}
                  ],
                  "compositions": [{"aggregate": "complete", "assemblies": ["%5$s"]}]
                }
                """.formatted(UUID.nameUUIDFromBytes((reference + hash).getBytes(StandardCharsets.UTF_8)), timestamp,
                compiler(architecture), version, reference, architecture, hash, components, dependencies);
        Path folder = Files.createDirectories(project.resolve("target/sbom"));
        Files.writeString(folder.resolve("pidone-" + architecture + ".cdx.json"), text);
    }

    /** The compiler writes its version into what it compiles; it is stripped from the file. */
    private String compiler(String architecture) throws IOException {
        Path withSymbols = project.resolve("target/native").resolve(architecture).resolve("pidone");
        Matcher version = Pattern.compile("GCC: \\(([^)]*)\\)")
                .matcher(Files.readString(withSymbols, StandardCharsets.ISO_8859_1));
        return version.find() ? version.group(1) : "unknown";
    }

    private static String component(Path jar, List<String> contents) {
        try {
            Library library = Library.of(jar);
            return "\n" + """
                    {
                      "type": "library",
                      "bom-ref": "%1$s",
                      "group": "%2$s",
                      "name": "%3$s",
                      "version": "%4$s",
                      "scope": "required",
                      "hashes": [{"alg": "SHA-256", "content": "%5$s"}],
                      "licenses": [{"license": {"id": "%6$s"}}],
                      "purl": "%1$s",
                      "properties": [{"name": "pidone:parts", "value": "%7$s"}]
                    }""".indent(4).stripTrailing().formatted(library.reference(), library.group(), library.name(),
                    library.version(), sha256(Files.readAllBytes(jar)), licence(jar), String.join(" ", contents));
        } catch (IOException e) {
            throw new IllegalStateException("cannot describe " + jar, e);
        }
    }

    private static String licence(Path jar) throws IOException {
        Path pom = Path.of(jar.toString().replaceAll("\\.jar$", ".pom"));
        Matcher licence = LICENCE.matcher(Files.readString(pom));
        if (!licence.find() || !LICENCES.containsKey(licence.group(1))) {
            throw new IllegalStateException("the licence of " + jar
                    + ", which is in the file, is not known: its text has " + "to go into the packages");
        }
        return LICENCES.get(licence.group(1));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A jar of a Maven repository, which is in a folder for its group, its name and its version. */
    private record Library(String group, String name, String version) {
        private static final String REPOSITORY = "/repository/";

        static Library of(Path jar) {
            String folder = jar.getParent().toString();
            Path path = Path.of(folder.substring(folder.lastIndexOf(REPOSITORY) + REPOSITORY.length()));
            int length = path.getNameCount();
            return new Library(path.subpath(0, length - 2).toString().replace('/', '.'),
                    path.getName(length - 2).toString(), path.getName(length - 1).toString());
        }

        String reference() {
            return "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
        }
    }
}

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes what is inside the file, and inside the jar, as CycloneDX: {@code target/sbom}.
 *
 * <p>
 * Nothing here names a library. What {@link Translate} has translated, and the classes of the jar, are looked up on the
 * class path, in TeaVM's order, so a library is in the list if and only if something of it is inside.
 */
final class Sbom {
    private static final String FOLDER = "target/sbom/";
    private static final String JAR = "target/pidone.jar";
    private static final String OF_JAR = "pidone.jar.cdx.json";
    /** Where the jar has the classes of libraries, each below the last part of what was its package. */
    private static final String MOVED = "dev/pidone/lib/";
    /** Where TeaVM has the JDK's classes: {@code java.lang.String} is {@code org.teavm.classlib.java.lang.TString}. */
    private static final String CLASS_LIBRARY = "org/teavm/classlib/";
    /** Where TeaVM has the C that goes with the classes. */
    private static final String C_RUNTIME = "org/teavm/backend/c/";
    private static final Pattern INCLUDE = Pattern.compile("#include \"([^/\"]+\\.h)\"");
    private static final Pattern LICENCE = Pattern.compile("<license>\\s*(?:<!--.*-->\\s*)?<name>([^<]+)</name>");
    private static final Pattern PARENT = Pattern.compile("<parent>\\s*<groupId>([^<]+)</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");
    /** What poms call the licences whose texts the packages carry; for another one, there is something to do. */
    private static final Map<String, String> LICENCES = Map.of("The Apache Software License, Version 2.0", "Apache-2.0",
            "EPL-2.0", "EPL-2.0", "MIT", "MIT");

    private final Path project;
    private final String version;
    private final String timestamp;
    /** The jars that the build uses, and what is in them. */
    private final Map<Path, Set<String>> jars = new LinkedHashMap<>();

    Sbom(Path project, String version, String timestamp) {
        this.project = project;
        this.version = version;
        this.timestamp = timestamp;
    }

    void make() throws IOException {
        Step step = new Step("sbom", project, Sbom.class).dependsOn(version, timestamp)
                .reads("target/native/classes.txt", "target/native/c", JAR).makes(FOLDER + OF_JAR);
        for (String architecture : Compile.architectures(project)) {
            step.reads("target/pidone-" + architecture, withSymbols(architecture)).makes(FOLDER + name(architecture));
        }
        step.unlessDone(this::writeAll);
    }

    private void writeAll() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (entry.endsWith(".jar")) {
                jars.put(Path.of(entry), entries(Path.of(entry)));
            }
        }
        Map<Path, List<String>> parts = partsOfTheFile();
        for (String architecture : Compile.architectures(project)) {
            Path file = project.resolve("target/pidone-" + architecture);
            if (Files.exists(file)) {
                write(name(architecture), file, "pkg:generic/pidone@" + version + "?arch=" + architecture,
                        "as one static file for " + architecture + ", without a libc", "gcc", compiler(architecture),
                        parts);
            } else {
                // Not of an earlier build either.
                Files.deleteIfExists(project.resolve(FOLDER + name(architecture)));
            }
        }
        write(OF_JAR, project.resolve(JAR), "pkg:maven/dev.pidone/pidone@" + version + "?type=jar", "for a JVM",
                "javac", Runtime.version().toString(), partsOfTheJar());
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).collect(Collectors.toSet());
        }
    }

    private static String name(String architecture) {
        return "pidone-" + architecture + ".cdx.json";
    }

    private static String withSymbols(String architecture) {
        return "target/native/" + architecture + "/pidone";
    }

    /** For each jar that something is from, what that is. */
    private Map<Path, List<String>> partsOfTheFile() throws IOException {
        Map<Path, List<String>> parts = new TreeMap<>();
        for (String name : Files.readAllLines(project.resolve("target/native/classes.txt"))) {
            // TeaVM makes a class of each lambda.
            String source = name.replaceFirst("\\$[^$]+\\$lambda\\$.*", "");
            if (!isOwn(source)) {
                Path jar = classFiles(source).flatMap(file -> with(file::equals)).findFirst()
                        .orElseThrow(() -> unknown(name));
                parts.computeIfAbsent(jar, key -> new ArrayList<>()).add(name);
            }
        }
        for (String header : includedHeaders()) {
            // Others are generated, or pidone's own.
            with((C_RUNTIME + header)::equals).findFirst().ifPresent(jar -> parts.get(jar).add(header));
        }
        return parts;
    }

    /** The jars whose classes are in the jar: of each there are all. */
    private Map<Path, List<String>> partsOfTheJar() throws IOException {
        Map<Path, List<String>> parts = new TreeMap<>();
        for (String name : entries(project.resolve(JAR))) {
            if (name.endsWith(".class") && (name.startsWith(MOVED) || !name.startsWith("dev/pidone/"))) {
                String file = name.startsWith(MOVED) ? name.substring(MOVED.length() - 1) : name;
                parts.put(with(entry -> entry.endsWith(file)).findFirst().orElseThrow(() -> unknown(name)), List.of());
            }
        }
        return parts;
    }

    private static IllegalStateException unknown(String part) {
        return new IllegalStateException("where " + part + " comes from is unknown");
    }

    /** The jars with such a file. */
    private Stream<Path> with(Predicate<String> file) {
        return jars.keySet().stream().filter(jar -> jars.get(jar).stream().anyMatch(file));
    }

    /** Whether a class is pidone's, also in place of one of the JDK or of TeaVM. */
    private boolean isOwn(String name) {
        // Substitution says so to TeaVM.
        String file = name.replace("java.lang.foreign.", "dev.pidone.foreign.").replace('.', '/') + ".class";
        return Stream.of("target/native/classes", "target/classes")
                .anyMatch(folder -> Files.exists(project.resolve(folder).resolve(file)));
    }

    /** The names that the file of a class may have. */
    private static Stream<String> classFiles(String name) {
        String path = name.replace('.', '/');
        int simpleName = path.lastIndexOf('/') + 1;
        String ofLibrary = CLASS_LIBRARY + path.substring(0, simpleName) + "T" + path.substring(simpleName);
        return Stream.of(ofLibrary, ofLibrary.replace("$", "$T"), path).map(one -> one + ".class");
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

    private void write(String name, Path file, String reference, String form, String compiler, String itsVersion,
            Map<Path, List<String>> parts) throws IOException {
        String hash = Step.sum(Files.readAllBytes(file));
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
                      "components": [{"type": "application", "name": "%s", "version": "%s"}]
                    },
                    "component": {
                      "type": "application",
                      "bom-ref": "%6$s",
                      "name": "pidone",
                      "version": "%5$s",
                      "description": "The first process of a container, %7$s",
                      "hashes": [{"alg": "SHA-256", "content": "%8$s"}],
                      "licenses": [{"license": {"id": "Apache-2.0"}}],
                      "purl": "%6$s"
                    }
                  },
                  "components": [%9$s],
                  "dependencies": [
                    {"ref": "%6$s", "dependsOn": [%10$s]}
                  ],
                  "compositions": [{"aggregate": "complete", "assemblies": ["%6$s"]}]
                }
                """.formatted(UUID.nameUUIDFromBytes((reference + hash).getBytes(StandardCharsets.UTF_8)), timestamp,
                compiler, itsVersion, version, reference, form, hash, components, dependencies);
        Path folder = Files.createDirectories(project.resolve(FOLDER));
        Files.writeString(folder.resolve(name), text);
    }

    /** The compiler writes its version into what it compiles; it is stripped from the file. */
    private String compiler(String architecture) throws IOException {
        Matcher version = Pattern.compile("GCC: \\(([^)]*)\\)")
                .matcher(Files.readString(project.resolve(withSymbols(architecture)), StandardCharsets.ISO_8859_1));
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
                      "purl": "%1$s"%7$s
                    }""".indent(4).stripTrailing().formatted(library.reference(), library.group(), library.name(),
                    library.version(), Step.sum(Files.readAllBytes(jar)), licence(jar), properties(contents));
        } catch (IOException e) {
            throw new IllegalStateException("cannot describe " + jar, e);
        }
    }

    private static String properties(List<String> contents) {
        return contents.isEmpty()
                ? ""
                : ",\n      \"properties\": [{\"name\": \"pidone:parts\", \"value\": \"" + String.join(" ", contents)
                        + "\"}]";
    }

    /** The first that its pom names, or the parent of that. */
    private static String licence(Path jar) throws IOException {
        String pom = Files.readString(Path.of(jar.toString().replaceAll("\\.jar$", ".pom")));
        Matcher licence = LICENCE.matcher(pom);
        Matcher parent = PARENT.matcher(pom);
        while (!licence.find() && parent.find()) {
            pom = Files.readString(new Library(parent.group(1), parent.group(2), parent.group(3))
                    .file(Library.repository(jar), "pom"));
            licence.reset(pom);
            parent.reset(pom);
        }
        String name = licence.reset().find() ? licence.group(1) : "none";
        if (!LICENCES.containsKey(name)) {
            throw new IllegalStateException("the licence of " + jar + ", of which something is released, is not known ("
                    + name + "): its text has to go into the packages");
        }
        return LICENCES.get(name);
    }

    /** A jar of a Maven repository, which is in a folder for its group, its name and its version. */
    private record Library(String group, String name, String version) {
        private static final String REPOSITORY = "/repository/";

        static Path repository(Path jar) {
            String name = jar.toString();
            return Path.of(name.substring(0, name.lastIndexOf(REPOSITORY) + REPOSITORY.length()));
        }

        static Library of(Path jar) {
            Path path = repository(jar).relativize(jar.getParent());
            int length = path.getNameCount();
            return new Library(path.subpath(0, length - 2).toString().replace('/', '.'),
                    path.getName(length - 2).toString(), path.getName(length - 1).toString());
        }

        Path file(Path repository, String type) {
            return repository.resolve(group.replace('.', '/')).resolve(name).resolve(version)
                    .resolve(name + "-" + version + "." + type);
        }

        String reference() {
            return "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
        }
    }
}

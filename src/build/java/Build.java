import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of the build that Maven has no plugin for. Maven runs it; {@code args} are the project's folder, the
 * version of pidone and its time stamp, the main class of the file, and the names of steps. A {@link Step} with nothing
 * to do does nothing.
 */
final class Build {
    private static final String TEXTS = "target/native/";
    private static final String STYLE = "src/main/css/report.css";

    private Build() {
    }

    public static void main(String[] args) throws Exception {
        Path project = Path.of(args[0]);
        String version = args[1];
        String timestamp = args[2];
        try {
            for (String step : List.of(args).subList(4, args.length)) {
                switch (step) {
                    case "classes" -> {
                        mirror("dev/pidone/agent", project.resolve("target/agent"), project.resolve("target/classes"));
                        mirror("dev/pidone/agent/application", project.resolve("target/applications"),
                                project.resolve("target/test-classes"));
                    }
                    case "texts" -> makeTexts(project, version, timestamp);
                    case "libraries" -> new Compile(project).makeLibraries();
                    case "translation" -> new Translate(project, args[3]).make();
                    case "files" -> new Compile(project).makeFiles();
                    case "sbom" -> new Sbom(project, version, timestamp).make();
                    default -> throw new IllegalArgumentException(step);
                }
            }
        } catch (BuildException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Has a folder say what it says elsewhere, also that something is gone. */
    private static void mirror(String folder, Path from, Path to) throws IOException {
        List<Path> source = files(from.resolve(folder), from);
        for (Path file : files(to.resolve(folder), to)) {
            if (!source.contains(file)) {
                Files.delete(to.resolve(file));
            }
        }
        for (Path file : source) {
            Path copy = to.resolve(file);
            if (!Files.exists(copy) || Files.mismatch(from.resolve(file), copy) >= 0) {
                Files.createDirectories(copy.getParent());
                Files.copy(from.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<Path> files(Path folder, Path root) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(root::relativize).toList();
        }
    }

    /** Help, manual page, completions. */
    private static void makeTexts(Path project, String version, String timestamp) throws Exception {
        new Step("texts", project, Build.class).dependsOn(version, timestamp)
                .reads("target/classes", file -> file.endsWith(".class") && !file.startsWith("dev/pidone/agent/"))
                .reads(STYLE)
                .makes(TEXTS + "texts.c", TEXTS + "pidone.1", TEXTS + "options.md", TEXTS + "pidone.bash",
                        TEXTS + "_pidone", TEXTS + "pidone.fish")
                // By name: the programs of the build are compiled before pidone.
                .unlessDone(() -> Class.forName("dev.pidone.texts.WriteTexts").getMethod("main", String[].class)
                        .invoke(null, (Object) new String[]{version, timestamp, project.resolve(TEXTS).toString(),
                                project.resolve(STYLE).toString()}));
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tables of one run, as Markdown and JSON. */
final class Report {
    /** All tables, for docs/performance.md. */
    private static final String RESULTS = "results.md";
    /** The most important numbers of a few contenders, for the README. */
    private static final String SUMMARY = "summary.md";
    /** The part that is about applications, for docs/java.md, and where it is written. */
    static final String AGENT = "agent";
    private static final String AGENT_RESULTS = "agent.md";
    private static final String BEGIN = "<!-- results: begin, written by src/bench/run -->\n";
    private static final String END = "<!-- results: end -->\n";

    private static final List<String> SUMMARY_CONTENDERS = List.of("pidone", "tini", "tini-static", "dumb-init",
            "catatonit", "java -jar pidone.jar");
    private static final List<Line> SUMMARY_LINES = List.of(
            new Line("start", "start_median", "from start to the command, ms"),
            new Line("memory", "rss", "resident memory, KiB"),
            new Line("memory", "anonymous", "of it anonymous, KiB"),
            new Line("limit", "limit", "smallest memory limit that works, KiB"),
            new Line("idle", "wake_ups", "wake-ups while idle"),
            new Line("signals", "median", "from signal to command, µs"),
            new Line("orphans", "cpu_per_orphan", "CPU time for an orphan, µs"),
            new Line("size", "file", "file, KiB"), new Line("size", "compressed", "compressed, KiB"));

    private final List<String> machine;
    private final Map<String, Table> tables = new LinkedHashMap<>();

    /** A line of the summary: a column of a table. */
    private record Line(String part, String key, String name) {
    }

    Report(List<String> machine) {
        this.machine = machine;
    }

    void add(String part, Table table) {
        tables.put(part, table);
        System.out.print(table.toText());
    }

    void write(Path folder) throws IOException {
        StringBuilder circumstances = new StringBuilder();
        machine.forEach(line -> circumstances.append("- ").append(line).append('\n'));
        circumstances.append("- Load average after it: ").append(Bench.loadAverage()).append("\n\n");
        Map<String, Table> inits = new LinkedHashMap<>(tables);
        Table agent = inits.remove(AGENT);
        for (String file : List.of(RESULTS, SUMMARY, AGENT_RESULTS)) {
            Files.deleteIfExists(folder.resolve(file));
        }
        if (agent != null) {
            Files.writeString(folder.resolve(AGENT_RESULTS), circumstances + agent.toMarkdown());
        }
        if (!inits.isEmpty()) {
            inits.values().forEach(table -> circumstances.append(table.toMarkdown()));
            Files.writeString(folder.resolve(RESULTS), circumstances);
            Files.writeString(folder.resolve(SUMMARY), summary());
        }
        Files.writeString(folder.resolve("results.json"), "{\n  \"machine\": [\n    "
                + String.join(",\n    ", machine.stream().map(line -> '"' + line.replace("\"", "\\\"") + '"').toList())
                + "\n  ],\n" + String.join(",\n", tables.values().stream().map(Table::toJson).toList()) + "\n}\n");
        System.out.println("\nwritten to " + folder);
    }

    private String summary() {
        StringBuilder text = new StringBuilder("| |");
        SUMMARY_CONTENDERS.forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|---|").append("---:|".repeat(SUMMARY_CONTENDERS.size())).append('\n');
        for (Line line : SUMMARY_LINES) {
            Table table = tables.get(line.part());
            if (table != null) {
                text.append("| ").append(line.name()).append(" |");
                SUMMARY_CONTENDERS
                        .forEach(name -> text.append(' ').append(table.cell(name, line.key())).append(" |"));
                text.append('\n');
            }
        }
        return text.append('\n').toString();
    }

    /** The results of the last run. */
    static void print(Path results) throws IOException {
        for (String file : List.of(SUMMARY, RESULTS, AGENT_RESULTS)) {
            System.out.print(textOf(results.resolve(file)));
        }
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Puts the results of the last run into the pages that show them; one that it has nothing for stays as it is. */
    static void updateDocs(Path results, Path root) throws IOException {
        update(root.resolve("README.md"), textOf(results.resolve(SUMMARY)));
        update(root.resolve("docs/performance.md"), textOf(results.resolve(RESULTS)));
        update(root.resolve("docs/java.md"), textOf(results.resolve(AGENT_RESULTS)));
    }

    private static void update(Path page, String results) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalStateException(page + " has lost the marks between which the results go");
        }
        Files.writeString(page, text.substring(0, begin) + "\n" + results + text.substring(end));
    }
}

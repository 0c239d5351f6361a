import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
    /** Those about many processes have a place of their own in docs/performance.md, and a curve. */
    private static final String SCALE = "scale";
    private static final String SCALE_RESULTS = "scale.md";
    private static final String CURVE = "scale.svg";
    private static final String BEGIN = "<!-- %s: begin, written by src/bench/run -->\n";
    private static final String END = "<!-- %s: end -->\n";
    private static final String ALL = "results";

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
        for (String file : List.of(RESULTS, SUMMARY, AGENT_RESULTS, SCALE_RESULTS, CURVE)) {
            Files.deleteIfExists(folder.resolve(file));
        }
        writeScale(folder, inits, circumstances.toString());
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

    private void writeScale(Path folder, Map<String, Table> inits, String circumstances) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String part : Settings.PARTS_OF_SCALE) {
            Table table = inits.remove(part);
            text.append(table == null ? "" : table.toMarkdown());
        }
        if (tables.containsKey("strangers") && tables.containsKey("tree")) {
            Curve curve = new Curve(10, 100_000, 0.01, 10_000);
            curve.add("to so many descendants", points("tree", 0));
            curve.add("the same files read by C", points("tree", 1));
            curve.add("to a descendant, beside others", points("strangers", 0));
            curve.write(folder.resolve(CURVE), "A signal where pidone is not PID 1, ms", "processes");
            text.append("![The time that a signal takes, over the number of processes](" + CURVE + ")\n\n");
        }
        if (!text.isEmpty()) {
            Files.writeString(folder.resolve(SCALE_RESULTS), circumstances + text);
        }
    }

    /** What a column tells of so many processes as the name of the row says. */
    private List<Curve.Point> points(String part, int column) {
        List<Curve.Point> points = new ArrayList<>();
        tables.get(part).rows().forEach((name, values) -> {
            double count = Double.parseDouble("0" + name.replaceAll("\\D", ""));
            if (count > 0 && values[column] > 0) {
                points.add(new Curve.Point(count, values[column]));
            }
        });
        return points;
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
        for (String file : List.of(SUMMARY, RESULTS, SCALE_RESULTS, AGENT_RESULTS)) {
            System.out.print(textOf(results.resolve(file)));
        }
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Puts the results of the last run into the pages that show them; one that it has nothing for stays as it is. */
    static void updateDocs(Path results, Path root) throws IOException {
        update(root.resolve("README.md"), ALL, textOf(results.resolve(SUMMARY)));
        update(root.resolve("docs/performance.md"), ALL, textOf(results.resolve(RESULTS)));
        update(root.resolve("docs/performance.md"), SCALE, textOf(results.resolve(SCALE_RESULTS)));
        update(root.resolve("docs/java.md"), ALL, textOf(results.resolve(AGENT_RESULTS)));
        if (Files.exists(results.resolve(CURVE))) {
            Files.copy(results.resolve(CURVE), root.resolve("docs").resolve(CURVE),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void update(Path page, String place, String results) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        String text = Files.readString(page);
        String mark = String.format(BEGIN, place);
        int begin = text.indexOf(mark) + mark.length();
        int end = text.indexOf(String.format(END, place));
        if (begin < mark.length() || end < begin) {
            throw new IllegalStateException(page + " has lost the marks between which the results go");
        }
        Files.writeString(page, text.substring(0, begin) + "\n" + results + text.substring(end));
    }
}

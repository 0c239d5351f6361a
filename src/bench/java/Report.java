import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tables of one run, as Markdown and JSON. */
final class Report {
    private static final String BEGIN = "<!-- results: begin, written by src/bench/run -->\n";
    private static final String END = "<!-- results: end -->\n";
    static final String MARKDOWN = "results.md";

    private final List<String> machine;
    private final Map<String, Table> tables = new LinkedHashMap<>();

    Report(List<String> machine) {
        this.machine = machine;
    }

    void add(String part, Table table) {
        tables.put(part, table);
        System.out.print(table.toText());
    }

    void write(Path folder) throws IOException {
        StringBuilder markdown = new StringBuilder();
        machine.forEach(line -> markdown.append("- ").append(line).append('\n'));
        markdown.append("- Load average after it: ").append(Bench.loadAverage()).append("\n\n");
        tables.values().forEach(table -> markdown.append(table.toMarkdown()));
        Files.writeString(folder.resolve(MARKDOWN), markdown);
        Files.writeString(folder.resolve("results.json"), "{\n  \"machine\": [\n    "
                + String.join(",\n    ", machine.stream().map(line -> '"' + line.replace("\"", "\\\"") + '"').toList())
                + "\n  ],\n" + String.join(",\n", tables.values().stream().map(Table::toJson).toList()) + "\n}\n");
        System.out.println("\nwritten: " + folder + "/results.md, results.json");
    }

    /** Puts the results of the last run into docs/performance.md. */
    static void updateDocs(Path results, Path docs) throws IOException {
        Path page = docs.resolve("performance.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalStateException(page + " has lost the marks between which the results go");
        }
        Files.writeString(page,
                text.substring(0, begin) + "\n" + Files.readString(results.resolve(MARKDOWN)) + text.substring(end));
    }
}

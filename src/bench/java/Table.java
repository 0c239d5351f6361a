import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Numbers with names: one measurement of all contenders. */
final class Table {
    private static final String NONE = "–";

    private final String id;
    private final String title;
    private final String firstColumn;
    private final List<Column> columns;
    private final Map<String, double[]> rows = new LinkedHashMap<>();

    /**
     * @param key its name in JSON
     * @param header its name for people, with the unit
     * @param decimals how many digits are worth showing
     */
    record Column(String key, String header, int decimals) {
    }

    Table(String id, String title, String firstColumn, Column... columns) {
        this.id = id;
        this.title = title;
        this.firstColumn = firstColumn;
        this.columns = List.of(columns);
    }

    /** The values of all rows, by their names. */
    Map<String, double[]> rows() {
        return rows;
    }

    /** @param values one for each column; NaN for what does not apply */
    void add(String name, double... values) {
        rows.put(name, values);
    }

    /** A value as it is shown; a dash where there is none. */
    String cell(String name, String key) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).key().equals(key) && rows.containsKey(name)) {
                return cells(rows.get(name)).get(index);
            }
        }
        return NONE;
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder("### " + title + "\n\n| " + firstColumn + " |");
        columns.forEach(column -> text.append(' ').append(column.header()).append(" |"));
        text.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
        rows.forEach((name, values) -> text.append("| ").append(name).append(" | ")
                .append(String.join(" | ", cells(values))).append(" |\n"));
        return text.append('\n').toString();
    }

    /** For a terminal: the same with columns that line up. */
    String toText() {
        List<String[]> lines = new ArrayList<>();
        lines.add(line(firstColumn, columns.stream().map(Column::header).toList()));
        rows.forEach((name, values) -> lines.add(line(name, cells(values))));
        int[] widths = new int[columns.size() + 1];
        for (String[] line : lines) {
            for (int index = 0; index < widths.length; index++) {
                widths[index] = Math.max(widths[index], line[index].length());
            }
        }
        StringBuilder text = new StringBuilder("\n" + title + "\n");
        for (String[] line : lines) {
            text.append(String.format("%-" + widths[0] + "s", line[0]));
            for (int index = 1; index < widths.length; index++) {
                text.append(String.format("  %" + widths[index] + "s", line[index]));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String[] line(String first, List<String> rest) {
        List<String> line = new ArrayList<>(rest);
        line.addFirst(first);
        return line.toArray(String[]::new);
    }

    private List<String> cells(double[] values) {
        List<String> cells = new ArrayList<>();
        for (int index = 0; index < values.length; index++) {
            cells.add(Double.isNaN(values[index])
                    ? NONE
                    : String.format(Locale.ROOT, "%." + columns.get(index).decimals() + "f", values[index]));
        }
        return cells;
    }

    String toJson() {
        List<String> entries = new ArrayList<>();
        rows.forEach((name, values) -> {
            List<String> members = new ArrayList<>();
            for (int index = 0; index < values.length; index++) {
                if (!Double.isNaN(values[index])) {
                    members.add("\"" + columns.get(index).key() + "\": " + Double.toString(values[index]));
                }
            }
            entries.add("    \"" + name + "\": {" + String.join(", ", members) + "}");
        });
        return "  \"" + id + "\": {\n" + String.join(",\n", entries) + "\n  }";
    }

    static double median(double[] values) {
        return percentile(values, 50);
    }

    /** The value that so many percent of all do not exceed. */
    static double percentile(double[] values, double percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }
}

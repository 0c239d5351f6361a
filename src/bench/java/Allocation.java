import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the supervisor's loop allocates for an event, and how long it takes: JMH with its GC profiler. */
final class Allocation {
    /** A line of JMH's CSV. */
    private static final Pattern RESULT = Pattern
            .compile("\"[\\w.]*\\.(\\w+)(:gc\\.alloc\\.rate\\.norm)?\",\"avgt\",\\d+,\\d+,([\\d.Ee+-]+),.*");

    private Allocation() {
    }

    static Table measure(boolean quick, Path root, Path scratch) throws IOException {
        Path module = root.resolve("src/bench/jmh");
        String java = System.getProperty("java.home") + "/bin/java";
        Processes.run(List.of("/bin/sh", "-c", "cd \"$0\" && exec mvn -q -B compile", module.toString()), scratch);
        Path built = scratch.resolve("jmh");
        Path csv = scratch.resolve("jmh.csv");
        Processes.run(List.of(java, "-cp", built + "/classes:" + built + "/lib/*", "org.openjdk.jmh.Main", "-prof",
                "gc", "-f", quick ? "1" : "3", "-wi", quick ? "1" : "3", "-i", quick ? "2" : "5", "-w", "1", "-r", "1",
                "-rf", "csv", "-rff", csv.toString(), "-foe", "true"), scratch);
        Table table = new Table("allocation", "The supervisor's loop for one event, interpreted (JMH)", "",
                new Table.Column("bytes", "allocated bytes", 3), new Table.Column("ns", "ns", 0));
        List<String> lines = Files.readAllLines(csv);
        for (String line : lines) {
            Matcher time = RESULT.matcher(line);
            if (time.matches() && time.group(2) == null) {
                table.add(time.group(1), allocation(lines, time.group(1)), Double.parseDouble(time.group(3)));
            }
        }
        return table;
    }

    private static double allocation(List<String> lines, String benchmark) {
        return lines.stream().map(RESULT::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(2) != null && matcher.group(1).equals(benchmark))
                .mapToDouble(matcher -> Double.parseDouble(matcher.group(3))).findFirst().orElse(Double.NaN);
    }
}

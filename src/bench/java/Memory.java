import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a contender keeps in memory while its command runs. One at a time, so that nobody shares pages with another. */
final class Memory {
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final String[] FIELDS = {"Rss", "Anonymous", "Pss", "Private_Dirty"};

    private Memory() {
    }

    static Table measure(List<Contender> contenders, int runs, Path scratch) {
        Map<Contender, double[][]> samples = new LinkedHashMap<>();
        contenders.stream().filter(Contender::stays)
                .forEach(contender -> samples.put(contender, new double[FIELDS.length + 1][runs]));
        for (int run = 0; run < runs; run++) {
            for (Map.Entry<Contender, double[][]> entry : samples.entrySet()) {
                try (Running running = Running.start(entry.getKey(), scratch)) {
                    Running.pause(SETTLING);
                    double[][] of = entry.getValue();
                    for (int field = 0; field < FIELDS.length; field++) {
                        of[field][run] = running.field("smaps_rollup", FIELDS[field]);
                    }
                    of[FIELDS.length][run] = running.threads();
                }
            }
        }
        Table table = new Table("memory", "Memory while the command runs", "KiB",
                new Table.Column("rss", "resident", 0), new Table.Column("anonymous", "anonymous", 0),
                new Table.Column("pss", "PSS", 0), new Table.Column("private_dirty", "private dirty", 0),
                new Table.Column("threads", "threads", 0));
        samples.forEach((contender, of) -> table.add(contender.name(), Table.median(of[0]), Table.median(of[1]),
                Table.median(of[2]), Table.median(of[3]), Table.median(of[4])));
        return table;
    }
}

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** A flood of orphans, with the contender as PID 1 of a PID namespace: src/bench/perl/orphans.pl. */
final class Orphans {
    private static final int BLOCKS = 5;
    private static final double NANOSECONDS_PER_MICROSECOND = 1e3;

    private Orphans() {
    }

    /** What one contender needed, all blocks together. */
    private static final class Sum {
        private double made;
        private double reaped;
        private double cpu;
        private double growth;

        void add(String line) {
            Scanner numbers = new Scanner(line);
            made += Double.parseDouble(numbers.next());
            reaped += Double.parseDouble(numbers.next());
            cpu += numbers.nextLong();
            growth = Math.max(growth, -numbers.nextLong() + numbers.nextLong());
        }
    }

    static Table measure(List<Contender> contenders, int count, Path root, Path scratch) {
        String script = root.resolve("src/bench/perl/orphans.pl").toString();
        Map<Contender, Sum> sums = new LinkedHashMap<>();
        contenders.stream().filter(Contender::stays).forEach(contender -> sums.put(contender, new Sum()));
        for (int block = 0; block < BLOCKS; block++) {
            sums.forEach((contender, sum) -> {
                List<String> command = new ArrayList<>(
                        List.of("/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
                command.addAll(contender.command("/usr/bin/perl", script, Integer.toString(count / BLOCKS)));
                sum.add(new String(Processes.run(command, scratch)));
            });
        }
        Table table = new Table("orphans", count + " orphans, as PID 1", "",
                new Table.Column("made_per_second", "made per second", 0),
                new Table.Column("reaped_per_second", "reaped per second", 0),
                new Table.Column("cpu_per_orphan", "CPU of the init per orphan, µs", 2),
                new Table.Column("growth", "growth of anonymous memory, KiB", 0));
        sums.forEach((contender, sum) -> table.add(contender.name(), count / sum.made, count / sum.reaped,
                sum.cpu / NANOSECONDS_PER_MICROSECOND / count, sum.growth));
        return table;
    }
}

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the execve(2) of the init to that of the command, and the whole of {@code INIT true}. */
final class StartUp {
    private static final int WARM_UP = 3;
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private StartUp() {
    }

    /** @param least whole runs of a command without libc */
    private record Samples(double[] start, double[] least, double[] whole, double[] cpu, double[] faults) {
        Samples(int count) {
            this(new double[count], new double[count], new double[count], new double[count], new double[count]);
        }
    }

    static Table measure(List<Contender> contenders, int runs, Path stamp, Path scratch) {
        Map<Contender, Samples> samples = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender, new Samples(runs)));
        for (int round = -WARM_UP; round < runs; round++) {
            for (Contender contender : contenders) {
                Processes.Ended[] ended = new Processes.Ended[1];
                byte[] stamps = run(contender, stamp, stamp.toString(), scratch, ended);
                double start = milliseconds(Processes.stamp(stamps, 1) - Processes.stamp(stamps, 0));
                double least = milliseconds(ended[0].end() - Processes.stamp(stamps, 0));
                stamps = run(contender, stamp, "/bin/true", scratch, ended);
                double whole = milliseconds(ended[0].end() - Processes.stamp(stamps, 0));
                if (round >= 0) {
                    Samples of = samples.get(contender);
                    of.start()[round] = start;
                    of.least()[round] = least;
                    of.whole()[round] = whole;
                    of.cpu()[round] = ended[0].cpu() / NANOSECONDS_PER_MILLISECOND;
                    of.faults()[round] = ended[0].faults();
                }
            }
        }
        Table table = new Table("start", "Start-up", "ms",
                new Table.Column("start_median", "to the command, median", 2), new Table.Column("start_p95", "p95", 2),
                new Table.Column("tiny_minimum", "whole command without libc, minimum", 3),
                new Table.Column("tiny_median", "median", 3),
                new Table.Column("whole_median", "whole `true`, median", 2), new Table.Column("whole_p95", "p95", 2),
                new Table.Column("cpu_median", "CPU time, median", 2),
                new Table.Column("faults_median", "page faults, median", 0));
        samples.forEach((contender, of) -> table.add(contender.name(), Table.median(of.start()),
                Table.percentile(of.start(), 95), Table.percentile(of.least(), 0), Table.median(of.least()), Table.median(of.whole()), Table.percentile(of.whole(), 95),
                Table.median(of.cpu()), Table.median(of.faults())));
        return table;
    }

    /** What "stamp INIT COMMAND" writes, and its end. */
    private static byte[] run(Contender contender, Path stamp, String program, Path scratch,
            Processes.Ended[] ended) {
        List<String> command = contender.command(program);
        command.addFirst(stamp.toString());
        return Processes.run(command, scratch, ended);
    }

    private static double milliseconds(long nanoseconds) {
        return nanoseconds / NANOSECONDS_PER_MILLISECOND;
    }
}

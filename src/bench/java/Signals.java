import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** From the sender's kill(2) to the command's return from rt_sigtimedwait(2): src/bench/perl/signals.pl. */
final class Signals {
    private static final int BLOCKS = 20;
    private static final double NANOSECONDS_PER_MICROSECOND = 1e3;

    private Signals() {
    }

    /** What the signals of one contender took, in microseconds. */
    private static final class Sample {
        private final DoubleStream.Builder latencies = DoubleStream.builder();
        private double cpu;

        /** @param lines first the CPU time of the init for all, then a line for each signal */
        void add(List<String> lines) {
            cpu += Long.parseLong(lines.getFirst()) / NANOSECONDS_PER_MICROSECOND;
            lines.stream().skip(1).mapToDouble(Double::parseDouble)
                    .forEach(latency -> latencies.add(latency / NANOSECONDS_PER_MICROSECOND));
        }
    }

    static Table measure(List<Contender> contenders, int count, Path root, Path scratch) {
        String script = root.resolve("src/bench/perl/signals.pl").toString();
        Map<Contender, Sample> samples = new LinkedHashMap<>();
        contenders.stream().filter(contender -> contender.kind() != Contender.Kind.STEPS_ASIDE)
                .forEach(contender -> samples.put(contender, new Sample()));
        for (int block = 0; block < BLOCKS; block++) {
            samples.forEach((contender, sample) -> {
                List<String> command = contender.command();
                command.addAll(0, List.of("/usr/bin/perl", script, "send", Integer.toString(count / BLOCKS)));
                sample.add(new String(Processes.run(command, scratch)).lines().toList());
            });
        }
        Table table = new Table("signals", "From signal to command, " + count + " signals", "µs",
                new Table.Column("median", "median", 1), new Table.Column("p99", "99th percentile", 1),
                new Table.Column("cpu", "CPU of the init per signal", 2));
        samples.forEach((contender, sample) -> {
            double[] latencies = sample.latencies.build().toArray();
            double cpu = contender.stays() ? sample.cpu / latencies.length : Double.NaN;
            table.add(contender.name(), Table.median(latencies), Table.percentile(latencies, 99), cpu);
        });
        return table;
    }
}

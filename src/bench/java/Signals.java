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

    static Table measure(List<Contender> contenders, int count, Path root, Path scratch) {
        String script = root.resolve("src/bench/perl/signals.pl").toString();
        Map<Contender, DoubleStream.Builder> samples = new LinkedHashMap<>();
        contenders.stream().filter(contender -> !contender.isJvm() && contender.kind() != Contender.Kind.STEPS_ASIDE)
                .forEach(contender -> samples.put(contender, DoubleStream.builder()));
        for (int block = 0; block < BLOCKS; block++) {
            samples.forEach((contender, of) -> {
                List<String> command = contender.command();
                command.addAll(0, List.of("/usr/bin/perl", script, "send", Integer.toString(count / BLOCKS)));
                new String(Processes.run(command, scratch)).lines().mapToDouble(Double::parseDouble).forEach(of);
            });
        }
        Table table = new Table("signals", "From signal to command, " + count + " signals", "µs",
                new Table.Column("median", "median", 1), new Table.Column("p99", "99th percentile", 1));
        samples.forEach((contender, of) -> {
            double[] latencies = of.build().map(latency -> latency / NANOSECONDS_PER_MICROSECOND).toArray();
            table.add(contender.name(), Table.median(latencies), Table.percentile(latencies, 99));
        });
        return table;
    }
}
